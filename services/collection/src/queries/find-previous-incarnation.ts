import type { Context } from '../context.ts';
import { RECORD_FEED } from '../domain/record-feed.ts';

/** The life that the feed had in the backup that was restored; undefined where it was never restored. */
export async function findPreviousIncarnation({ sql }: Pick<Context, 'sql'>): Promise<string | undefined> {
  const [row] = await sql<{ incarnation: string | null }[]>`
    select previous_incarnation as incarnation from runtime.feed where name = ${RECORD_FEED}`;
  return row?.incarnation ?? undefined;
}
