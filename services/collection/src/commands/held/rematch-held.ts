import { appendToFeed } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { HeldReason } from '../../domain/attribution/attribute.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { lockDirectory } from '../../store/attribution/directory.ts';
import { attributeClaims } from '../../store/attribution/find-subjects.ts';
import { lockDueHeld, noteStillHeld, type StoredHeldRow } from '../../store/held/held-rows.ts';
import { type FoundRow, releaseHeld } from './release-held.ts';

/**
 * Attributes the next held rows anew that a change of the directory concerns, in one transaction: those whose subject has
 * appeared are recorded. False where there are none.
 */
export async function rematchHeld(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'limits' | 'events'>,
): Promise<boolean> {
  const { sql, limits, events } = context;
  const [due] = await sql<{ due: boolean }[]>`select exists (select from held_record where due) as due`;
  if (!due?.due) return false;
  const counts = await appendToFeed(sql, RECORD_FEED, async (tx) => {
    await lockDirectory(tx, 'read');
    const rows = await lockDueHeld(tx, limits.blockRows);
    const attributions = await attributeClaims(
      tx,
      rows.map(({ claim }) => claim),
    );
    const found: FoundRow[] = [];
    const still: { heldId: number; reason: string }[] = [];
    for (const [place, row] of rows.entries()) {
      const attribution = attributions[place];
      if (attribution?.ok) found.push({ row, subject: attribution.subject });
      still.push({
        heldId: row.heldId,
        reason: attribution?.ok === false ? reasonOf(row, attribution.reason) : row.reason,
      });
    }
    await noteStillHeld(tx, still);
    return await releaseHeld(context, tx, found);
  });
  events.heldReleased(counts);
  return true;
}

/** Whoever has moved out is nobody's here, whether it once was or is known by another node's word. */
function reasonOf({ reason }: StoredHeldRow, now: HeldReason): HeldReason {
  return reason === 'moved_out' && now === 'unmatched' ? reason : now;
}
