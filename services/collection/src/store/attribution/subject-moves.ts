import type { Executor, Transaction } from '@necips/runtime';
import type { DirectorySubject } from '../../domain/attribution/directory-subject.ts';
import type { HeldAnswer, HeldQuestion } from '../../domain/attribution/held-record.ts';
import type { DirectoryPlan } from '../../domain/attribution/plan-directory.ts';

/**
 * Notes which of the changed subjects have moved out (迁出), forgets those that have not, or are known no longer, and has the records looked at again of
 * those under whom something was recorded since.
 */
export async function noteMovedOut(
  tx: Transaction,
  changed: readonly Pick<DirectorySubject, 'subjectId' | 'movedOut'>[],
  { forgotten, moving }: DirectoryPlan,
): Promise<void> {
  const moved = changed.flatMap(({ subjectId, movedOut }) => (movedOut ? [subjectId] : []));
  const others = changed.flatMap(({ subjectId, movedOut }) => (movedOut ? [] : [subjectId]));
  const gone = others.concat([...forgotten]);
  if (gone.length > 0) await tx`delete from subject_move where subject_id = any (${gone}::bigint[])`;
  if (moved.length + moving.size === 0) return;
  await tx`
    insert into subject_move (subject_id) select * from unnest(${moved}::bigint[]) on conflict (subject_id) do nothing`;
  await tx`update subject_move set done = false, moved_after = '' where subject_id = any (${[...moving]}::bigint[])`;
}

/** Subjects that have moved out and of which it is time to ask. */
export async function findDueMoves(sql: Executor, now: Date, limit: number): Promise<HeldQuestion[]> {
  return await sql<HeldQuestion[]>`
    select locate_id as "locateId", uscc, registration_number as "registrationNumber", name
    from subject_move join subject using (subject_id)
    where ask_at <= ${now} and record_id is not null order by ask_at limit ${limit}`;
}

/**
 * Notes that they were asked. What is registered where changes, so that they are asked again whatever the answer, after pauses that double up
 * to the longest: what has just moved may be registered any moment.
 */
export async function noteMovesAsked(
  sql: Executor,
  locateIds: readonly string[],
  { now, pauseMs, pauseMsMax }: { now: Date; pauseMs: number; pauseMsMax: number },
): Promise<void> {
  await sql`
    update subject_move set asks = least(asks + 1, 30),
      ask_at = ${now}::timestamptz + make_interval(secs => least(${pauseMs} * 2.0 ^ asks, ${pauseMsMax}) / 1000)
    where locate_id = any (${[...locateIds]}::text[]::uuid[])`;
}

/** Whether any of these answers is about a subject that has moved out. */
export async function concernsMoves(sql: Executor, answers: readonly HeldAnswer[]): Promise<boolean> {
  const locateIds = answers.map(({ locateId }) => locateId);
  const rows = await sql`select from subject_move where locate_id = any (${locateIds}::text[]::uuid[]) limit 1`;
  return rows.length > 0;
}

/**
 * Notes where subjects that have moved out are registered by now, as far as that is another node and was found by a code or number: from now
 * on they are nobody's here, or somebody's again. Returns the keys of those of which that is new. The directory must be locked for writing.
 */
export async function noteMovedTo(tx: Transaction, answers: readonly HeldAnswer[], node: string): Promise<string[]> {
  const rows = await tx<{ keys: string[] }[]>`
    with answer as (
      select move.subject_id,
        case when outcome = 'found' and node <> ${node} and found_by in ('credit_code', 'registration_number') then node end as to_node
      from unnest(
        ${answers.map(({ locateId }) => locateId)}::text[], ${answers.map(({ outcome }) => outcome)}::text[],
        ${answers.map((answer) => answer.node)}::text[], ${answers.map(({ foundBy }) => foundBy)}::text[]
      ) as answer (locate, outcome, node, found_by)
      join subject_move move on move.locate_id = locate::uuid
    ), subject_changed as (
      update subject set moved_to = to_node from answer
      where subject.subject_id = answer.subject_id and moved_out and moved_to is distinct from to_node
      returning subject.subject_id, to_node, keys
    ), move_changed as (
      update subject_move set done = false, moved_after = ''
      from subject_changed where subject_move.subject_id = subject_changed.subject_id
    )
    select keys from subject_changed`;
  return rows.flatMap(({ keys }) => keys);
}

/** A subject whose records go after it. */
export interface MovingSubject {
  subjectId: number;
  /** As in heads of records. */
  code: string;
  name: string;
  movedAfter: string;
}

/** A subject some of whose records may have to go after it. */
export async function findMoveDue(sql: Executor): Promise<number | undefined> {
  const [row] = await sql<{ subjectId: number }[]>`
    select subject_id as "subjectId" from subject_move join subject using (subject_id)
    where not done and moved_to is not null and not carry_due
    order by subject_id limit 1`;
  return row?.subjectId;
}

/** That subject, locked; undefined where its records are on their way by now. */
export async function lockMove(tx: Transaction, subjectId: number): Promise<MovingSubject | undefined> {
  const [row] = await tx<MovingSubject[]>`
    select subject_id as "subjectId", code, name, moved_after as "movedAfter"
    from subject_move join subject using (subject_id)
    where subject_id = ${subjectId} and not done and moved_to is not null for update`;
  return row;
}

/** Notes how far the records of a subject are on their way; undefined for all of them. */
export async function noteMoved(tx: Transaction, subjectId: number, after: string | undefined): Promise<void> {
  await tx`
    update subject_move set done = ${after === undefined}, moved_after = ${after ?? ''} where subject_id = ${subjectId}`;
}
