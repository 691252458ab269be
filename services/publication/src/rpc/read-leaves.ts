import { readLeavesOf } from '@necips/exchange';
import type { necips } from '@necips/proto';
import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import { getTree } from '../queries/get-tree.ts';

/** Single leaves of this node's served log with the content that they still have: what a repair at the centre needs. */
export async function* readLeaves(
  { node, reading, served }: Pick<Context, 'node' | 'reading' | 'served'>,
  request: necips.log.v1.ReadLeavesRequest.$Properties,
): AsyncGenerator<necips.log.v1.ReadLeavesResponse.$Properties> {
  if (request.node && request.node !== node) {
    throw new ServiceError('forbidden', `本节点只提供自己的日志 (only the log of ${node} is offered here)`, {
      reason: 'other_node',
    });
  }
  const { generation, size } = await getTree({ reading, served }, request.generation ?? 0);
  yield* readLeavesOf(reading, { node, generation, size }, request);
}
