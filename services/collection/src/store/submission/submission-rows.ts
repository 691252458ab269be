import type { Format } from '@necips/domain';
import type { Executor, Transaction } from '@necips/runtime';
import type { TextEncoding } from '../../domain/csv/encoding.ts';
import type { Form } from '../../domain/forms/row-form.ts';
import type { Provider, SubmissionState, SubmissionWay } from '../../domain/submission.ts';

/** A submission as commands need it. */
export interface SubmissionRow {
  id: string;
  item: string;
  /** Format that its rows are read by, `REG@1`. */
  format: string;
  way: SubmissionWay;
  dryRun: boolean;
  state: SubmissionState;
  provider: Provider;
  contentHash: Buffer | null;
  form: Form;
  /** Whether its stored pieces are sealed. */
  sealed: boolean;
  fields: string[];
  encoding: TextEncoding;
  rows: number;
  /** Number of its last row, which is more than `rows` where some hold nothing. */
  lastRow: number;
  nextRow: number;
  receivedAt: Date;
  undoTarget: 'cancelled' | 'taken_back' | null;
  undoneSequence: number;
  firstFeedSequence: number | null;
  lastFeedSequence: number | null;
}

const columns = (sql: Executor) => sql`
  id, item, format, way, dry_run as "dryRun", state, form, sealed, rows + skipped as "lastRow", json_build_object('account', account, 'department', department, 'departmentName', department_name) as provider,
  content_hash as "contentHash", received_at as "receivedAt", fields, encoding, rows, next_row as "nextRow", undo_target as "undoTarget",
  undone_sequence as "undoneSequence", first_feed_sequence as "firstFeedSequence", last_feed_sequence as "lastFeedSequence"`;

/** The submission as it stands. */
export async function readRow(sql: Executor, id: string): Promise<SubmissionRow | undefined> {
  const [row] = await sql<SubmissionRow[]>`select ${columns(sql)} from submission where id = ${id}`;
  return row;
}

/** The submission, locked until the transaction ends. */
export async function lockSubmission(tx: Transaction, id: string): Promise<SubmissionRow | undefined> {
  const [row] = await tx<SubmissionRow[]>`select ${columns(tx)} from submission where id = ${id} for update`;
  return row;
}

/** The submission to which an account gave this key, locked. */
export async function lockSubmissionByKey(
  tx: Transaction,
  account: string,
  key: string,
): Promise<SubmissionRow | undefined> {
  const [row] = await tx<SubmissionRow[]>`
    select ${columns(tx)} from submission where account = ${account} and idempotency_key = ${key} for update`;
  return row;
}

/** The oldest submission that the worker has to do something about. */
export async function findWork(sql: Executor): Promise<SubmissionRow | undefined> {
  const [row] = await sql<SubmissionRow[]>`
    select ${columns(sql)} from submission where state in ('received', 'processing', 'taking_back') order by number limit 1`;
  return row;
}

export async function insertSubmission(tx: Executor, submission: NewSubmission): Promise<void> {
  const { id, format, way, originNode, dryRun, provider, fileName, idempotencyKey, receivedAt } = submission;
  await tx`
    insert into submission (id, item, format, way, origin_node, dry_run, sealed, state, department, department_name, account, file_name,
      idempotency_key, received_at, alive_at)
    values (${id}, ${format.item}, ${format.id}, ${way}, ${originNode ?? null}, ${dryRun}, ${format.hasInternalFields}, 'receiving', ${provider.department}, ${provider.departmentName}, ${provider.account},
      ${fileName}, ${idempotencyKey ?? null}, ${receivedAt}, ${receivedAt})`;
}

export interface NewSubmission {
  id: string;
  format: Pick<Format, 'id' | 'item' | 'hasInternalFields'>;
  way: SubmissionWay;
  /** The node that took its record in, where that was another one. */
  originNode?: string | undefined;
  dryRun: boolean;
  provider: Provider;
  fileName: string;
  idempotencyKey: string | undefined;
  receivedAt: Date;
}

/** Sets columns of one submission. */
export async function updateSubmission(tx: Executor, id: string, changes: Partial<SubmissionChanges>): Promise<void> {
  await tx`update submission set ${tx(changes as Record<string, never>)} where id = ${id}`;
}

/** Columns that `updateSubmission` may set. */
export interface SubmissionChanges {
  state: SubmissionState;
  idempotency_key: string | null;
  content_hash: Buffer | null;
  form: Form;
  fields: readonly string[];
  encoding: TextEncoding;
  compression: string;
  body_bytes: number;
  content_bytes: number;
  rows: number;
  skipped: number;
  rejected: number;
  completed_at: Date;
  failure: string;
  undo_target: string;
  undone_sequence: number;
  has_upload: boolean;
  reason: string;
}

/** Says that the receiving process lives. */
export async function touchSubmission(sql: Executor, id: string, at: Date): Promise<void> {
  await sql`update submission set alive_at = ${at} where id = ${id} and state = 'receiving'`;
}

/** Deletes a submission of which nothing is to be kept. */
export async function deleteSubmission(tx: Executor, id: string): Promise<void> {
  await tx`delete from submission where id = ${id}`;
}
