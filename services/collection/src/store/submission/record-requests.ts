import type { Executor, Transaction } from '@necips/runtime';

/** A request by which a single record came in. */
export interface RecordRequest {
  idempotencyKey: string;
  requestHash: Buffer;
  row: number;
}

/** Notes requests; returns the keys of those that the account has not sent before. */
export async function insertRecordRequests(
  tx: Transaction,
  account: string,
  submissionId: string,
  requests: readonly RecordRequest[],
): Promise<Set<string>> {
  const added = await tx<{ key: string }[]>`
    insert into record_request (account, idempotency_key, request_hash, submission_id, row)
    select ${account}, key, decode(hash, 'hex'), ${submissionId}::uuid, row from unnest(
      ${requests.map(({ idempotencyKey }) => idempotencyKey)}::text[],
      ${requests.map(({ requestHash }) => requestHash.toString('hex'))}::text[],
      ${requests.map(({ row }) => row)}::bigint[]
    ) as request (key, hash, row)
    on conflict do nothing returning idempotency_key as key`;
  return new Set(added.map(({ key }) => key));
}

/** The row that an account's request became. */
export async function findRecordRequest(
  sql: Executor,
  account: string,
  key: string,
): Promise<{ requestHash: Buffer; submissionId: string; row: number } | undefined> {
  const [request] = await sql<{ requestHash: Buffer; submissionId: string; row: number }[]>`
    select request_hash as "requestHash", submission_id as "submissionId", row from record_request
    where account = ${account} and idempotency_key = ${key}`;
  return request;
}

/** The versions that rows of a submission made, by row. Those of one submission lie close together in the feed. */
export async function readVersionsOfRows(
  sql: Executor,
  submissionId: string,
): Promise<{ row: number; recordId: string; version: number }[]> {
  return await sql<{ row: number; recordId: string; version: number }[]>`
    select row_number as row, record_id as "recordId", version.version
    from submission join record_version version
      on sequence between first_feed_sequence and last_feed_sequence and version.submission_id = submission.id and not undo
    where submission.id = ${submissionId}`;
}
