import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import { findNodeState } from '../store/node-state.ts';

/** How much of a province's log is verified here. Throws `not_found` for a node that is not enrolled. */
export async function getVerifiedHead(
  { reading }: Pick<Context, 'reading'>,
  node: string,
): Promise<{ generation: number; size: number }> {
  const state = await findNodeState(reading, node);
  if (!state) throw new ServiceError('not_found', `节点 ${node} 未登记 (not enrolled)`, { reason: 'not_enrolled' });
  return state.tail;
}
