import type { necips } from '@necips/proto';
import { ServiceError } from '@necips/runtime';
import { decodeLogLeaf } from '@necips/tlog';
import type { Context } from '../context.ts';
import { listWithdrawals as queryWithdrawals } from '../queries/list-withdrawals.ts';

/** Withdrawals in one answer; whoever wants more asks again. */
const WITHDRAWALS_MAX = 1_000;

/** Withdrawals of this node's served log from a leaf on, so that the centre can act on them past any backlog. */
export async function listWithdrawals(
  context: Pick<Context, 'node' | 'reading' | 'served'>,
  request: necips.log.v1.ListWithdrawalsRequest.$Properties,
): Promise<necips.log.v1.ListWithdrawalsResponse.$Properties> {
  const { node, generation, fromIndex } = request as necips.log.v1.ListWithdrawalsRequest;
  if (node !== '' && node !== context.node) {
    throw new ServiceError('forbidden', `本节点只提供自己的日志 (only the log of ${context.node} is offered here)`, {
      reason: 'other_node',
    });
  }
  const tree = context.served.get();
  if (generation !== tree.generation) {
    throw new ServiceError('not_found', `没有第 ${generation} 代日志 (no such log generation)`, {
      reason: 'no_such_generation',
    });
  }
  const listed = await queryWithdrawals(context, tree, { fromIndex: Math.max(0, fromIndex), limit: WITHDRAWALS_MAX });
  // A tombstone of an earlier generation of the log may name an index at which something else stands now.
  const withdrawals = listed.filter(({ leaf }) => decodeLogLeaf(leaf).op === 'withdraw');
  return { checkpoint: tree.checkpoint, withdrawals };
}
