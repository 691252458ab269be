import type { Executor } from '@necips/runtime';
import type { VersionCause, VersionOrigin, VersionProvenance } from '../../domain/provenance.ts';

/**
 * Versions of a record after a version, in order, with where each comes from; of one department only, where it is named. What undid a
 * batch bears that batch; what carries a record along bears the batch that it shows, which is not undone.
 */
export async function readProvenance(
  sql: Executor,
  {
    recordId,
    department,
    after,
    limit,
  }: { recordId: string; department: string | undefined; after: number; limit: number },
): Promise<VersionProvenance[]> {
  const rows = await sql<ProvenanceRow[]>`
    select version, sequence, operation = 1 as "isShown", collected_at_ms as "recordedAtMs",
      case
        when made.withdrawal_id is not null then 'lawful_withdrawal'
        when refilled then 'refilled'
        when moved_to is not null then 'moved'
        when undo and submission.undo_target is null then 'carried'
        when undo and operation = 2 then 'undone'
        when undo then 'restored'
        when operation = 2 then 'removed'
        else 'recorded'
      end as cause,
      row_number as "row", made.submission_id as "submissionId", department, department_name as "departmentName",
      submission.account, way, origin_node as "originNode", format, file_name as "fileName", received_at as "receivedAt",
      completed_at as "completedAt", submission.reason as "submissionReason",
      key_id as "keyId", signed_at as "signedAt", encode(body_hash, 'hex') as "bodyHash",
      encode(signature, 'base64') as signature,
      moved_to as "movedTo", made.withdrawal_id as "withdrawalId", withdrawal.reason as "withdrawalReason", authority,
      requested_at as "requestedAt", hidden_at as "hiddenAt"
    from record_version made
    left join submission on submission.id = made.submission_id
    left join submission_signature on submission_signature.submission_id = made.submission_id
    left join withdrawal on withdrawal.id = made.withdrawal_id
    where record_id = ${recordId} and version > ${after}
      and (${department ?? null}::text is null or department = ${department ?? ''})
    order by version limit ${limit}`;
  return rows.map(fromRow);
}

type ProvenanceRow = Omit<VersionOrigin, 'signature'> & {
  version: number;
  sequence: number;
  isShown: boolean;
  recordedAtMs: number;
  cause: VersionCause;
  submissionReason: string | null;
  keyId: string | null;
  signedAt: string;
  bodyHash: string;
  signature: string;
  movedTo: string | null;
  withdrawalId: string | null;
  withdrawalReason: string | null;
  authority: string;
  requestedAt: Date;
  hiddenAt: Date | null;
};

function fromRow(row: ProvenanceRow): VersionProvenance {
  const { version, cause, isShown, sequence, movedTo, withdrawalId, keyId } = row;
  return {
    version,
    cause,
    isShown,
    sequence,
    recordedAt: new Date(row.recordedAtMs),
    reason: row.withdrawalReason ?? (cause === 'removed' ? row.submissionReason : undefined) ?? '',
    movedTo,
    // A batch of before a backup may be gone although a version of it came back.
    ...(row.department && {
      origin: {
        submissionId: row.submissionId,
        row: row.row,
        department: row.department,
        departmentName: row.departmentName,
        account: row.account,
        way: row.way,
        originNode: row.originNode,
        format: row.format,
        fileName: row.fileName,
        receivedAt: row.receivedAt,
        completedAt: row.completedAt,
        signature:
          keyId === null
            ? null
            : { keyId, signedAt: row.signedAt, bodyHash: row.bodyHash, signature: row.signature.replaceAll('\n', '') },
      },
    }),
    ...(withdrawalId !== null && {
      withdrawal: {
        withdrawalId,
        authority: row.authority,
        requestedAt: row.requestedAt,
        hiddenAt: row.hiddenAt,
      },
    }),
  };
}
