import type { Context } from '../../context.ts';
import { noteFates } from '../../store/transfer-in/settled-transfers.ts';
import { lockUnshown, lockWalk, moveWalk, readTakingBack } from '../../store/transfer-in/withdrawn-transfers.ts';
import { withdrawnHere } from './settle-transfers.ts';

/** Versions that one step looks at. */
const STEP_VERSIONS = 500;

/**
 * Notes which recorded transfers this node shows no longer although their senders have not taken them back: an administrator took back
 * their submission, or the law withdrew them. A version that takes something back is only where to look; what counts is what the
 * record shows now. Looks at the next versions up to a feed sequence, and returns whether there may be more. A transfer whose row has
 * settled at or below that sequence must have been noted as recorded before.
 */
export async function noteWithdrawn(
  { sql, now, events }: Pick<Context, 'sql' | 'now' | 'events'>,
  upTo: number,
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const after = await lockWalk(tx);
    const versions = await readTakingBack(tx, { after, to: upTo, limit: STEP_VERSIONS });
    const last = versions.at(-1);
    if (!last) return false;
    const recordIds = [...new Set(versions.map(({ recordId }) => recordId))];
    const fates = (await lockUnshown(tx, recordIds)).map(({ isLawful, ...recorded }) =>
      withdrawnHere(recorded, isLawful ? 'lawfully_withdrawn' : 'taken_back_here'),
    );
    await noteFates(tx, fates, new Date(now()));
    for (const { state } of fates) events.transferSettled(state);
    await moveWalk(tx, last.sequence);
    return versions.length === STEP_VERSIONS;
  });
}
