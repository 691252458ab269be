import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { withdrawnHead } from '../../domain/record-head.ts';
import { appendMoved } from '../../store/version/moved-versions.ts';
import { readShown } from '../../store/version/removals.ts';

/**
 * Withdraws what is shown here of records that another node has recorded: one enterprise's record is shown once. Not by law, and its content stays
 * as long as that of every withdrawn record. `nodes` gives the node of each. The feed's lock must be held.
 */
export async function withdrawMoved(
  { now }: Pick<Context, 'now'>,
  tx: Transaction,
  nodes: ReadonlyMap<string, string>,
): Promise<void> {
  const collectedAtMs = now();
  const shown = await readShown(tx, [...nodes.keys()]);
  const moved = shown.map(({ recordId, version, head }) => {
    const next = version + 1;
    const movedTo = nodes.get(recordId) ?? '';
    return { recordId, version: next, head: withdrawnHead(head, next, collectedAtMs), movedTo };
  });
  await appendMoved(tx, collectedAtMs, moved);
}
