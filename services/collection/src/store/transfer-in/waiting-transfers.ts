import type { Executor } from '@necips/runtime';

/** How many records of other provinces wait here for their subject or for a person, by the day in China since when they do. */
export async function countWaitingByDay(sql: Executor): Promise<{ day: string; count: number }[]> {
  return await sql<{ day: string; count: number }[]>`
    select to_char(held_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, count(*)::integer as count
    from transfer_in waiting join held_record held on held.submission_id = waiting.submission_id
    where waiting.state = 'deferred' and returned_at is null group by 1`;
}
