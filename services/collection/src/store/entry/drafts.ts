import type { Executor, Transaction } from '@necips/runtime';
import type { DraftState, EntryDraft } from '../../domain/entry/entry-draft.ts';

/** A draft as it is kept. `sealed` is null once it was handed in. */
export interface StoredDraft extends EntryDraft {
  sealed: Buffer | null;
}

/** One draft; undefined where there is none, or none any more. */
export async function findDraft(sql: Executor, draftId: string): Promise<StoredDraft | undefined> {
  const [row] = await sql<DraftRow[]>`select ${columns(sql)}, sealed from entry_draft where id = ${draftId}`;
  return row && fromRow(row);
}

/** The same, locked until the transaction ends. */
export async function lockDraft(tx: Transaction, draftId: string): Promise<StoredDraft | undefined> {
  const [row] = await tx<DraftRow[]>`select ${columns(tx)}, sealed from entry_draft where id = ${draftId} for update`;
  return row && fromRow(row);
}

/** Begins a draft. */
export async function insertDraft(
  tx: Transaction,
  {
    draftId,
    item,
    provider,
    sealed,
    at,
  }: Pick<EntryDraft, 'draftId' | 'item' | 'provider'> & { sealed: Buffer; at: Date },
): Promise<void> {
  const { department, departmentName, account } = provider;
  await tx`
    insert into entry_draft (id, item, state, department, department_name, account, sealed, created_at, changed_at)
    values (${draftId}, ${item}, 'editing', ${department}, ${departmentName}, ${account}, ${sealed}, ${at}, ${at})`;
}

/** Changes a draft, which is of the next revision then. */
export async function updateDraft(tx: Transaction, draftId: string, changes: Partial<DraftChanges>): Promise<void> {
  await tx`
    update entry_draft set revision = revision + 1, ${tx(changes as Record<string, never>)} where id = ${draftId}`;
}

/** Columns that `updateDraft` may set. */
export interface DraftChanges {
  state: DraftState;
  sealed: Buffer | null;
  note: string;
  reviewer: string | null;
  submission_id: string | null;
  changed_at: Date;
}

/** Deletes a draft. */
export async function deleteDraft(tx: Transaction, draftId: string): Promise<void> {
  await tx`delete from entry_draft where id = ${draftId}`;
}

/** How many drafts an account has that are not handed in. Those who begin one take turns, so that none is forgotten. */
export async function countOpenDrafts(tx: Transaction, account: string): Promise<number> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`entry draft\n${account}`}, 0))`;
  const [row] = await tx<{ count: number }[]>`
    select count(*) from entry_draft where account = ${account} and state <> 'submitted'`;
  return row?.count ?? 0;
}

/** Which drafts are listed: those of an account, or those in review, of one department or all. */
export type DraftScope = { account: string; department: string } | { inReviewOf: string | undefined };

/** Drafts begun before one of them, the newest first. */
export async function readDraftPage(
  sql: Executor,
  scope: DraftScope,
  { before, limit, state }: { before: number; limit: number; state: DraftState | undefined },
): Promise<StoredDraft[]> {
  const rows = await sql<DraftRow[]>`
    select ${columns(sql)}, sealed from entry_draft where number < ${before}
      ${state === undefined ? sql`` : sql`and state = ${state}`} and ${condition(sql, scope)}
    order by number desc limit ${limit}`;
  return rows.map(fromRow);
}

/** Public parts of the records that drafts became, also of those that wait for their subject, by submission; of those that are there. */
export async function readHandedInParts(
  sql: Executor,
  submissionIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (submissionIds.length === 0) return new Map();
  const parts = await sql<{ submissionId: string; part: string }[]>`
    select submission.id as "submissionId", coalesce(content.public_part, held_record.public_part) as part
    from submission
    left join record_version version
      on sequence between first_feed_sequence and last_feed_sequence and version.submission_id = submission.id and not undo
    left join record_version_content content using (sequence)
    left join held_record on held_record.submission_id = submission.id
    where submission.id = any (${[...submissionIds]}::uuid[])
      and coalesce(content.public_part, held_record.public_part) is not null`;
  return new Map(parts.map(({ submissionId, part }) => [submissionId, part]));
}

/** Deletes drafts that have not changed since an instant, at most so many; returns how many there were. */
export async function deleteDraftsBefore(sql: Executor, changedBefore: Date, limit: number): Promise<number> {
  const { count } = await sql`
    delete from entry_draft where id in (
      select id from entry_draft where changed_at < ${changedBefore} order by changed_at limit ${limit} for update skip locked)`;
  return count;
}

const columns = (sql: Executor) => sql`
  id as "draftId", number, item, state, department, department_name as "departmentName", account, revision, note, reviewer,
  submission_id as "submissionId", created_at as "createdAt", changed_at as "changedAt"`;

function condition(sql: Executor, scope: DraftScope) {
  if ('account' in scope) return sql`account = ${scope.account} and department = ${scope.department}`;
  const { inReviewOf } = scope;
  return inReviewOf === undefined ? sql`state = 'in_review'` : sql`state = 'in_review' and department = ${inReviewOf}`;
}

type DraftRow = Omit<StoredDraft, 'provider'> & StoredDraft['provider'];

function fromRow({ department, departmentName, account, ...row }: DraftRow): StoredDraft {
  return { ...row, provider: { department, departmentName, account } };
}
