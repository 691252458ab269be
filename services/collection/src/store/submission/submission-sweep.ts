import type { Executor } from '@necips/runtime';

/** Uploads under way whose process has last said before an instant that it lives. */
export async function findSilentUploads(sql: Executor, before: Date): Promise<string[]> {
  const rows = await sql<
    { id: string }[]
  >`select id from submission where state = 'receiving' and alive_at < ${before}`;
  return rows.map(({ id }) => id);
}

/** Ended submissions whose upload is still stored and that ended before an instant. */
export async function findOldUploads(sql: Executor, before: Date): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from submission
    where has_upload and state in ('completed', 'taken_back', 'cancelled') and completed_at < ${before}`;
  return rows.map(({ id }) => id);
}

/** Dry runs that ended before an instant. */
export async function findOldDryRuns(sql: Executor, before: Date): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from submission
    where dry_run and state in ('completed', 'cancelled', 'incomplete') and coalesce(completed_at, alive_at) < ${before}`;
  return rows.map(({ id }) => id);
}

/** How many submissions stand in each state that will change by itself. */
export async function countQueues(sql: Executor): Promise<Map<string, number>> {
  const rows = await sql<{ state: string; count: number }[]>`
    select state, count(*) from submission
    where state in ('receiving', 'received', 'processing', 'taking_back', 'failed') group by state`;
  return new Map(rows.map(({ state, count }) => [state, count]));
}
