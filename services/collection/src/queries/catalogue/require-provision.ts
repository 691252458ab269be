import { type Channel, chinaDate, refusalToProvide } from '@necips/domain';
import { ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { SubmissionWay } from '../../domain/submission.ts';

/**
 * Throws unless the catalogue in force lets a department hand in an item here in this way: `forbidden`, reason
 * `department_not_entitled` or `channel_not_allowed`; `invalid`, reason `item_not_in_force`; `unavailable` while it is not known what
 * is in force. What another province sends was let in there.
 */
export function requireProvision(
  { catalogue, node, now }: Pick<Context, 'catalogue' | 'node' | 'now'>,
  { item, department, way }: { item: string; department: string; way: SubmissionWay },
): void {
  catalogue.requireLoaded();
  if (way === 'transfer') return;
  const channel: Channel = way;
  const entry = catalogue.entry(item, chinaDate(now()));
  const refusal = refusalToProvide(item, entry, { department, node, channel });
  if (!refusal) return;
  const code = refusal.code === 'item_not_in_force' ? 'invalid' : 'forbidden';
  throw new ServiceError(code, refusal.message, { reason: refusal.code, details: { item } });
}
