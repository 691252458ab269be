import { type RepairedLog, readLeavesOf, readTombstones, streamBatches } from '@necips/exchange';
import type { LogService } from '@necips/proto';
import { type Caller, type HandlersOf, roles, ServiceError, serverStream, unary } from '@necips/runtime';
import type { Context } from '../context.ts';
import { getGeneration } from '../queries/get-generation.ts';
import { getVerifiedHead } from '../queries/get-verified-head.ts';

/**
 * The part of `necips.log.v1.LogService` that the centre offers to provinces: each refills from it what it has lost of its own
 * log, up to what is verified here.
 */
export function logHandlers(
  context: Pick<Context, 'reading'>,
): Pick<HandlersOf<typeof LogService>, 'readBatches' | 'readLeaves' | 'getGeneration'> {
  return {
    readBatches: serverStream(roles('service'), (request, { caller, signal }) =>
      streamBatches(logOf(context, caller, request.node), request, signal),
    ),
    readLeaves: serverStream(roles('service'), async function* (request, { caller }) {
      const { executor, node, head } = logOf(context, caller, request.node);
      yield* readLeavesOf(executor, { node, ...(await head(request.generation ?? 0)) }, request);
    }),
    getGeneration: unary(roles('service'), (request, { caller }) =>
      getGeneration(context, nodeOf(caller, request.node)),
    ),
  };
}

/** The log of the node that calls. Throws `forbidden`, reason `other_node`, for another one. */
function logOf({ reading }: Pick<Context, 'reading'>, caller: Caller, asked: string | null | undefined): RepairedLog {
  const node = nodeOf(caller, asked);
  return {
    executor: reading,
    node,
    head: (generation) => getVerifiedHead({ reading }, node, generation),
    // Which record a withdrawal was about is not kept here: the node finds it by the pseudonym, as the centre did.
    async readWithdrawn(stretch) {
      const tombstones = await readTombstones(reading, stretch);
      return new Map([...tombstones].map(([leafIndex, tombstone]) => [leafIndex, { tombstone }]));
    },
  };
}

/** The node whose account calls. Throws the same. */
function nodeOf({ nodes }: Caller, asked: string | null | undefined): string {
  const node = asked || nodes[0];
  if (node !== undefined && nodes.includes(node)) return node;
  throw new ServiceError('forbidden', '只能读取本节点的日志 (the log of another node)', { reason: 'other_node' });
}
