import type { Transaction } from '@necips/runtime';
import type { EndReason } from '../../domain/transfer-out/transfer-out.ts';

/** A held row that belongs to another province. */
export interface Candidate {
  heldId: number;
  recordId: string;
  submissionId: string;
  row: number;
  department: string;
  toNode: string;
  learnedAt: Date;
  /** ISO date. */
  handOnBy: string;
  /** Why this node will not send it, one word and in words; undefined where it will. */
  refusal: { reason: string; explanation: string } | undefined;
}

/** Those of the rows that have been sent where they belong, or are about to be; by `<heldId>/<node>`. */
export async function readTransferred(tx: Transaction, heldIds: readonly number[]): Promise<Map<string, string>> {
  const rows = await tx<{ heldId: number; toNode: string; state: string }[]>`
    select held_id as "heldId", to_node as "toNode", state from transfer_out
    where held_id = any (${[...heldIds]}::bigint[]) and not taken_back and state <> 'ended' order by version`;
  return new Map(rows.map(({ heldId, toNode, state }) => [`${heldId}/${toNode}`, state]));
}

/** How many transfers to a province nobody has answered, counted up to a number. */
export async function countUnanswered(tx: Transaction, toNode: string, max: number): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*) as count from (
      select from transfer_out where next_send_at is not null and to_node = ${toNode} limit ${max}
    ) unanswered`;
  return row?.count ?? 0;
}

/**
 * Puts the rows into the outbox, each as the next version of its record; what the record has in other provinces must have been ended
 * before. The feed's lock must be held. Versions begin above those that a database had which was restored since: their number
 * is not known, but it is smaller than the time.
 */
export async function insertTransfers(tx: Transaction, candidates: readonly Candidate[], at: Date): Promise<void> {
  if (candidates.length === 0) return;
  await tx`
    with asked as (
      select * from unnest(
        ${candidates.map(({ heldId }) => heldId)}::bigint[], ${candidates.map(({ recordId }) => recordId)}::text[],
        ${candidates.map(({ submissionId }) => submissionId)}::text[]::uuid[], ${candidates.map(({ row }) => row)}::bigint[],
        ${candidates.map(({ department }) => department)}::text[], ${candidates.map(({ toNode }) => toNode)}::text[],
        ${candidates.map(({ learnedAt }) => learnedAt.toISOString())}::text[]::timestamptz[],
        ${candidates.map((candidate) => candidate.handOnBy)}::text[],
        ${candidates.map(({ refusal }) => refusal?.reason ?? '')}::text[],
        ${candidates.map(({ refusal }) => refusal?.explanation ?? '')}::text[]
      ) as asked (held_id, record_id, submission_id, row_number, department, to_node, learned_at, hand_on_by, reason, explanation)
    ), record as (
      insert into transfer_record (record_key, record_id, department, version, away)
      select gen_random_uuid(), record_id, department, ${versionFloor(tx)} + 1, true from asked
      on conflict (record_id) do update
        set version = greatest(transfer_record.version + 1, excluded.version), department = excluded.department, away = true
      returning record_key, record_id, version
    )
    insert into transfer_out (transfer_id, record_key, version, taken_back, to_node, held_id, submission_id, row_number, state, reason,
      explanation, by_centre, learned_at, hand_on_by, next_send_at)
    select gen_random_uuid(), record_key, version, false, to_node, held_id, submission_id, row_number,
      case when reason = '' then 'waiting' else 'refused' end, reason, explanation, reason <> '', learned_at, hand_on_by,
      case when reason = '' then ${at}::timestamptz end
    from asked join record using (record_id) order by held_id`;
}

/**
 * Ends what is under way of records, and takes them back where they were sent, but for the province that is to have each of them
 * from now on (null for none). Nothing is taken back where the destination has refused it, nor, where they are `kept`, what it has given back: that is shown
 * there until it is shown elsewhere. The feed's lock must be held.
 */
export async function endTransfersOf(
  tx: Transaction,
  records: readonly { recordId: string; exceptNode: string | null }[],
  {
    why,
    explanation,
    at,
    handOnBy,
    keepsGivenBack,
  }: { why: EndReason; explanation: string; at: Date; handOnBy: string; keepsGivenBack: boolean },
): Promise<{ takenBack: number }> {
  const [counted] = await tx<{ takenBack: number }[]>`
    with record as (
      select transfer_record.*, except_node
      from unnest(
        ${records.map(({ recordId }) => recordId)}::text[], ${records.map(({ exceptNode }) => exceptNode)}::text[]
      ) as asked (record_id, except_node)
      join transfer_record using (record_id) where away
    ), ended as (
      update transfer_out set state = 'ended', reason = ${why}, explanation = ${explanation}, next_send_at = null, answered_at = ${at}
      from record
      where transfer_out.record_key = record.record_key and not taken_back and state in ('waiting', 'deferred')
    ), due as (
      select distinct on (record_key, to_node) record_key, to_node, submission_id, row_number, record.version as last_version
      from transfer_out sent join record using (record_key)
      where not taken_back and sends > 0 and (state <> 'refused' or by_centre) and to_node is distinct from except_node
        and not exists (
          select from transfer_out back
          where back.record_key = sent.record_key and back.to_node = sent.to_node and back.taken_back and back.version > sent.version
        )
        and not (${keepsGivenBack}::boolean and exists (
          select from transfer_out given
          where given.record_key = sent.record_key and given.to_node = sent.to_node and given.state = 'given_back'
            and given.version >= sent.version
        ))
      order by record_key, to_node, sent.version desc
    ), numbered as (
      select *, greatest(last_version, ${versionFloor(tx)}) + row_number() over (partition by record_key order by to_node) as version
      from due
    ), counted as (
      update transfer_record set away = record.except_node is not null,
        version = greatest(transfer_record.version, (select max(numbered.version) from numbered where numbered.record_key = record.record_key))
      from record where transfer_record.record_key = record.record_key
    ), inserted as (
      insert into transfer_out (transfer_id, record_key, version, taken_back, to_node, submission_id, row_number, state, reason,
        explanation, learned_at, hand_on_by, next_send_at, lawful)
      select gen_random_uuid(), record_key, version, true, to_node, submission_id, row_number, 'waiting', ${why}, ${explanation},
        ${at}, ${handOnBy}, ${at}, ${why === 'withdrawn'}
      from numbered
      returning 1
    )
    select count(*) as "takenBack" from inserted`;
  return counted ?? { takenBack: 0 };
}

/** Ends what is under way of held rows that a newer row of their records has superseded: that one decides what comes next. */
export async function endTransfersOfHeld(
  tx: Transaction,
  heldIds: readonly number[],
  { explanation, at }: { explanation: string; at: Date },
): Promise<void> {
  if (heldIds.length === 0) return;
  await tx`
    update transfer_out set state = 'ended', reason = 'superseded', explanation = ${explanation}, next_send_at = null, answered_at = ${at}
    where held_id = any (${[...heldIds]}::bigint[]) and state in ('waiting', 'deferred')`;
}

/** Versions begin above those that a database had which was restored since. */
export const versionFloor = (tx: Transaction) =>
  tx`(select coalesce(max(extract(epoch from restored_at)), 0)::bigint from runtime.restored)`;
