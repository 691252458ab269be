import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import { findWaiting, type Waiting } from '../store/node-contact.ts';

/** What waits of a province, and since when nothing of it was applied. Throws `not_found` where it is not enrolled. */
export async function findProgress({ reading }: Pick<Context, 'reading'>, node: string): Promise<Waiting> {
  const waiting = await findWaiting(reading, node);
  if (!waiting) throw new ServiceError('not_found', `节点 ${node} 未登记 (not enrolled)`, { reason: 'unknown_node' });
  return waiting;
}
