import type { Executor } from '@necips/runtime';
import type { HeldAnswer, HeldQuestion } from '../../domain/attribution/held-record.ts';

/** Held rows that are nobody's here and of which it is time to ask. */
export async function findDueQuestions(sql: Executor, now: Date, limit: number): Promise<HeldQuestion[]> {
  return await sql<HeldQuestion[]>`
    select locate_id as "locateId", uscc, registration_number as "registrationNumber", name from held_record
    where reason = 'unmatched' and returned_at is null and ask_at <= ${now} order by ask_at limit ${limit}`;
}

/** Notes that they were asked; without an answer they are asked again after pauses that double up to the longest. */
export async function noteAsked(
  sql: Executor,
  locateIds: readonly string[],
  { now, pauseMs, pauseMsMax }: { now: Date; pauseMs: number; pauseMsMax: number },
): Promise<void> {
  await sql`
    update held_record set asks = least(asks + 1, 30),
      ask_at = ${now}::timestamptz + make_interval(secs => least(${pauseMs} * 2.0 ^ asks, ${pauseMsMax}) / 1000)
    where locate_id = any (${[...locateIds]}::text[]::uuid[])`;
}

/** Notes where the enterprise of a held row is registered; false where no such row waits any more, or a later answer is known. */
export async function noteLocated(sql: Executor, answer: HeldAnswer, askAt: Date): Promise<boolean> {
  const { locateId, outcome, node, foundBy, at } = answer;
  const rows = await sql`
    update held_record set located = ${outcome}, located_node = ${node}, located_by = ${foundBy}, located_at = ${at}, asks = 0,
      ask_at = ${askAt}
    where locate_id = ${locateId}::uuid and (located_at is null or located_at <= ${at}) returning 1`;
  return rows.length === 1;
}
