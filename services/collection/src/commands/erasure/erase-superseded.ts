import { appendToFeed } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { markErasureDue } from '../../store/erasure-due.ts';
import { preferIndexes } from '../../store/version/record-versions.ts';
import { eraseContentsBelow, lockWalk, moveWalk, readVersionsAfter } from '../../store/version/superseded-contents.ts';

const DAY_MS = 86_400_000;
/** One walk does for all items; a database from before has gone over its registrations under `REG`, which harms nothing. */
const EVERY_ITEM = '*';

/** Where the content of a version stands. */
const CONTENT_TABLES = ['public.record_version_content', 'public.record_version_internal'];

/**
 * Erases the next contents that a later version superseded long enough ago, in one transaction; false when there is none left. Each
 * version of the feed is walked over once, when its time has come, and what is below it goes, of whatever item: every format says
 * of its superseded bodies that they are kept for taking back (`x-supersededBody`), and is refused if it says anything else. Under
 * the feed's lock, since taking back reads the contents that it restores.
 */
export async function eraseSuperseded({ sql, now, limits }: Pick<Context, 'sql' | 'now' | 'limits'>): Promise<boolean> {
  const before = now() - limits.supersededKeepDays * DAY_MS;
  return await appendToFeed(sql, RECORD_FEED, async (tx) => {
    const next = await readVersionsAfter(tx, await lockWalk(tx, EVERY_ITEM), limits.blockRows);
    const tooYoung = next.findIndex(({ collectedAtMs }) => collectedAtMs >= before);
    const due = tooYoung < 0 ? next : next.slice(0, tooYoung);
    const last = due.at(-1);
    if (!last) return false;
    const superseding = due.filter(({ version }) => version > 1);
    await preferIndexes(tx);
    const erased = superseding.length > 0 ? await eraseContentsBelow(tx, superseding) : 0;
    if (erased > 0) await markErasureDue(tx, CONTENT_TABLES, new Date(now()));
    await moveWalk(tx, EVERY_ITEM, last.sequence);
    return due.length === limits.blockRows;
  });
}
