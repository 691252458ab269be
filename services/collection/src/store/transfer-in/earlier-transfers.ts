import type { Transaction } from '@necips/runtime';
import type { ArrivedTransfer } from '../../domain/transfer-in/arrived-transfer.ts';

/** A version of a sender's record as it was recorded here. */
export interface EarlierTransfer {
  submissionId: string | null;
  recordId: string;
  recordVersion: number;
}

/** The version to which a sender takes its record back; undefined where it was not recorded, or is not known any more. */
export async function findEarlier(
  tx: Transaction,
  { from, recordKey, backToVersion }: Pick<ArrivedTransfer, 'from' | 'recordKey' | 'backToVersion'>,
): Promise<EarlierTransfer | undefined> {
  const [row] = await tx<EarlierTransfer[]>`
    select submission_id as "submissionId", record_id as "recordId", record_version as "recordVersion" from transfer_in
    where from_node = ${from} and record_key = ${recordKey} and version = ${backToVersion} and not taken_back
      and state in ('recorded', 'published') and record_id is not null and record_version is not null`;
  return row;
}

/** The submissions by which versions after that one came in, the newest first, but for that of the earlier one itself. */
export async function findSubmissionsAfter(
  tx: Transaction,
  { from, recordKey, backToVersion }: Pick<ArrivedTransfer, 'from' | 'recordKey' | 'backToVersion'>,
  { submissionId }: Pick<EarlierTransfer, 'submissionId'>,
): Promise<string[]> {
  const rows = await tx<{ submissionId: string }[]>`
    select submission_id as "submissionId" from transfer_in
    where from_node = ${from} and record_key = ${recordKey} and version > ${backToVersion} and not taken_back
      and submission_id is not null and submission_id is distinct from ${submissionId}
    order by version desc`;
  return [...new Set(rows.map((row) => row.submissionId))];
}

/** Where a record stands if it shows what that version of it said; undefined where it does not. */
export async function findShownAs(
  tx: Transaction,
  { recordId, recordVersion }: Pick<EarlierTransfer, 'recordId' | 'recordVersion'>,
): Promise<{ version: number; sequence: number } | undefined> {
  const [row] = await tx<{ version: number; sequence: number }[]>`
    select current.version, current.sequence from (
      select * from record_version where record_id = ${recordId} order by version desc limit 1
    ) current
    left join record_version recorded on recorded.record_id = ${recordId} and recorded.version = ${recordVersion}
    where current.operation = 1 and coalesce(current.restores, current.version) = coalesce(recorded.restores, ${recordVersion}::bigint)`;
  return row;
}
