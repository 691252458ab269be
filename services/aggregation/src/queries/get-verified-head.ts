import { findGeneration } from '@necips/exchange';
import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import { findNodeState } from '../store/node-state.ts';

/** How much of a generation of a province's log is verified here, and the signed note of that size. */
export interface VerifiedHead {
  generation: number;
  size: number;
  /** '' before the first leaf. */
  checkpoint: string;
}

/**
 * How much of a province's log is verified here; of an older generation, how much was when it ended. A generation that is not known
 * here is answered with the newest. Throws `not_found` for a node that is not enrolled.
 */
export async function getVerifiedHead(
  context: Pick<Context, 'reading'>,
  node: string,
  generation?: number,
): Promise<VerifiedHead> {
  const head = await findVerifiedHead(context, node, generation);
  if (head) return head;
  throw new ServiceError('not_found', `节点 ${node} 未登记 (not enrolled)`, { reason: 'not_enrolled' });
}

/** The same; undefined for a node that is not enrolled. */
export async function findVerifiedHead(
  { reading }: Pick<Context, 'reading'>,
  node: string,
  generation?: number,
): Promise<VerifiedHead | undefined> {
  const state = await findNodeState(reading, node);
  if (!state || generation === undefined || generation >= state.tail.generation) return state?.tail;
  return (await findGeneration(reading, { node, generation: generation + 1 }))?.log ?? state.tail;
}
