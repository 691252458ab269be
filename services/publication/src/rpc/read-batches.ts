import { type RepairedLog, streamBatches } from '@necips/exchange';
import type { necips } from '@necips/proto';
import { type Call, ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import { getTree } from '../queries/get-tree.ts';
import { readWithdrawn } from '../queries/read-published-batches.ts';

type Needs = Pick<Context, 'node' | 'reading' | 'served'>;

/** Streams signed batches with their content from a leaf on, up to the checkpoint that is served when it gets there. */
export function readBatches(
  context: Needs,
  request: necips.log.v1.ReadBatchesRequest.$Properties,
  { signal }: Pick<Call, 'signal'>,
): AsyncGenerator<necips.log.v1.ReadBatchesResponse.$Properties> {
  return streamBatches(repairedLog(context, request.node), request, signal);
}

/** Throws `forbidden` for the log of another node: there is none here. */
function repairedLog({ node, reading, served }: Needs, asked: string | null | undefined): RepairedLog {
  if (asked && asked !== node) {
    throw new ServiceError('forbidden', `此处只有节点 ${node} 的日志 (the log of another node)`, {
      reason: 'other_node',
    });
  }
  return {
    executor: reading,
    node,
    head: (generation) => getTree({ reading, served }, generation),
    readWithdrawn: (stretch) => readWithdrawn(reading, stretch),
  };
}
