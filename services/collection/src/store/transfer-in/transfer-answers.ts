import type { Executor } from '@necips/runtime';
import type { TransferState } from '../../domain/transfer-in/arrived-transfer.ts';
import type { GivenBack } from '../../domain/transfer-out/apply-receipt.ts';

/** An answer that is due. */
export interface DueAnswer {
  number: number;
  from: string;
  transferId: string;
  state: TransferState;
  reason: string;
  explanation: string;
  recordId: string | null;
  recordVersion: number | null;
  stateAt: Date;
  answersDue: number;
  /** The record, where it is given back and still shown. */
  givenBack: GivenBack | null;
}

/** Answers that are due, the oldest transfers first. */
export async function findDueAnswers(sql: Executor, limit: number): Promise<DueAnswer[]> {
  return await sql<DueAnswer[]>`
    select number, from_node as "from", transfer_id as "transferId", state, reason, explanation, record_id as "recordId",
      record_version as "recordVersion", state_at as "stateAt", answers_due as "answersDue", (
        select json_build_object('publicPart', public_part, 'restrictedPart', restricted_part,
          'registeredCode', head::jsonb -> 'subject' ->> 'code', 'registeredName', head::jsonb -> 'subject' ->> 'name')
        from (
          select sequence, operation from record_version
          where state = 'given_back' and record_version.record_id = transfer_in.record_id order by version desc limit 1
        ) current join record_version_content using (sequence) where operation = 1
      ) as "givenBack"
    from transfer_in where answers_sent < answers_due order by number limit ${limit}`;
}

/** Notes that these were given, so far as they had been asked for by then. */
export async function noteAnswered(
  sql: Executor,
  answers: readonly Pick<DueAnswer, 'number' | 'answersDue'>[],
): Promise<void> {
  await sql`
    update transfer_in set answers_sent = greatest(answers_sent, given.due)
    from unnest(${answers.map(({ number }) => number)}::bigint[], ${answers.map(({ answersDue }) => answersDue)}::integer[])
      as given (number, due)
    where transfer_in.number = given.number`;
}

/** Whether anything that was recorded is not known to be public yet. */
export async function hasUnpublished(sql: Executor): Promise<boolean> {
  const [row] = await sql<{ exists: boolean }[]>`
    select exists (select from transfer_in where state = 'recorded' and feed_sequence is not null)`;
  return row?.exists === true;
}

/** Notes what is public, now that publication has reached a place in the feed; returns how many that are. */
export async function notePublished(sql: Executor, sequence: number, at: Date): Promise<number> {
  const { count } = await sql`
    update transfer_in set state = 'published', state_at = ${at}, answers_due = answers_due + 1
    where state = 'recorded' and feed_sequence <= ${sequence}`;
  return count;
}
