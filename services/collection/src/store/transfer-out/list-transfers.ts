import type { Executor } from '@necips/runtime';
import type { ListedTransfer, TransferFilter } from '../../domain/transfer-out/transfer-out.ts';

/** What has no final answer and is past a term of Order 45 §10 on a day (ISO date in China). */
const overdueOn = (sql: Executor, today: string) => sql`
  case
    when next_send_at is null then null
    when first_sent_at is null and hand_on_by < ${today} then 'hand_on'
    when answer_by < ${today} then 'answer'
  end`;

/** Transfers before one of them, the newest first. `today` is an ISO date in China. */
export async function readTransfers(
  sql: Executor,
  { department, item, state, to, submissionId, recordId, overdue }: TransferFilter,
  { before, limit, today }: { before: number | undefined; limit: number; today: string },
): Promise<ListedTransfer[]> {
  return await sql<ListedTransfer[]>`
    select transfer_out.number, transfer_id as "transferId", record_id as "recordId", item, format, transfer_out.version,
      taken_back as "takenBack", back_to_version as "backToVersion", to_node as "toNode", submission_id as "submissionId", row_number as row, submission.department,
      department_name as "departmentName", transfer_out.state, transfer_out.reason, explanation, learned_at as "learnedAt", sends,
      first_sent_at as "firstSentAt", answered_at as "answeredAt", hand_on_by as "handOnBy", answer_by as "answerBy",
      ${overdueOn(sql, today)} as overdue, remote_record_id as "remoteRecordId", remote_version as "remoteVersion"
    from transfer_out
    join transfer_record using (record_key)
    join submission on submission.id = submission_id
    where true
      ${before === undefined ? sql`` : sql`and transfer_out.number < ${before}`}
      ${department === undefined ? sql`` : sql`and submission.department = ${department}`}
      ${item === undefined ? sql`` : sql`and item = ${item}`}
      ${state === undefined ? sql`` : sql`and transfer_out.state = ${state}`}
      ${to === undefined ? sql`` : sql`and to_node = ${to}`}
      ${submissionId === undefined ? sql`` : sql`and submission_id = ${submissionId}::uuid`}
      ${recordId === undefined ? sql`` : sql`and record_id = ${recordId}`}
      ${overdue === undefined ? sql`` : sql`and (${overdueOn(sql, today)} is not null) = ${overdue}`}
    order by transfer_out.number desc limit ${limit}`;
}

/** What waits for a final answer, by whether it is past a term. */
export interface UnansweredCounts {
  within: number;
  handOn: number;
  answer: number;
}

/** How many transfers wait for a final answer. `today` is an ISO date in China. */
export async function countUnansweredTransfers(sql: Executor, today: string): Promise<UnansweredCounts> {
  const [row] = await sql<UnansweredCounts[]>`
    select count(*) filter (where overdue is null) as within, count(*) filter (where overdue = 'hand_on') as "handOn",
      count(*) filter (where overdue = 'answer') as answer
    from (select ${overdueOn(sql, today)} as overdue from transfer_out where next_send_at is not null) unanswered`;
  return row ?? { within: 0, handOn: 0, answer: 0 };
}
