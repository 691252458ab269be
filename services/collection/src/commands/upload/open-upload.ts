import { randomUUID } from 'node:crypto';
import type { Format } from '@necips/domain';
import { ServiceError, type Transaction } from '@necips/runtime';
import { requireMayHandIn } from '../../admission.ts';
import type { Context } from '../../context.ts';
import type { Provider, SubmissionWay } from '../../domain/submission.ts';
import { requireProvision } from '../../queries/catalogue/require-provision.ts';
import { holdAdmission } from '../../store/department/admission.ts';
import { insertSubmission, lockSubmissionByKey, updateSubmission } from '../../store/submission/submission-rows.ts';
import { endUnprocessed } from '../submission/end-unprocessed.ts';

/**
 * Begins a submission, unless the account has sent this idempotency key before: then the first one stands. A key whose
 * upload was cut off is free again, and so is one whose upload still arrives: whoever sends again has given that up. Throws
 * `forbidden` where the department may not hand in the item in this way, as it is registered here or by the catalogue in force.
 */
export async function openUpload(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'catalogue'>,
  upload: UploadRequest,
): Promise<OpenedUpload> {
  const { idempotencyKey: key, provider } = upload;
  return await context.sql.begin(async (tx): Promise<OpenedUpload> => {
    // Held until the submission is there, so that whoever revokes the department finds it.
    const { format, way } = upload;
    // The department of a record that comes from another province takes part there.
    if (way !== 'transfer') requireMayHandIn(await holdAdmission(tx, provider), { item: format.item, way });
    if (key !== undefined) {
      // Requests with the same key take turns, so that the second sees the first's submission.
      await tx`select pg_advisory_xact_lock(hashtextextended(${`${provider.account}\n${key}`}, 0))`;
      const earlier = await lockSubmissionByKey(tx, provider.account, key);
      if (earlier?.state === 'receiving' || earlier?.state === 'incomplete')
        await giveUp(tx, earlier.id, earlier.state);
      else if (earlier && (earlier.item !== upload.format.item || earlier.dryRun !== upload.dryRun))
        throw keyReused(earlier.id);
      else if (earlier) return { submissionId: earlier.id, repeated: true, contentHash: earlier.contentHash };
    }
    requireProvision(context, { item: format.item, department: provider.department, way });
    const id = randomUUID();
    await insertSubmission(tx, { ...upload, id, receivedAt: new Date(context.now()) });
    return { submissionId: id, repeated: false };
  });
}

export interface UploadRequest {
  /** Fixed from here on, whatever comes into force meanwhile. */
  format: Format;
  way: SubmissionWay;
  /** It changes nothing, and only says what it would do. */
  dryRun: boolean;
  provider: Provider;
  fileName: string;
  idempotencyKey: string | undefined;
  /** The department's signature over the body, as sent; see `parseSignature`. */
  signature?: string | undefined;
}

export type OpenedUpload =
  | { submissionId: string; repeated: false }
  | { submissionId: string; repeated: true; contentHash: Buffer | null };

/** The key came with something else before. */
export function keyReused(submissionId: string): ServiceError {
  const message = '该幂等键已用于另一份文件 (the idempotency key came with another file)';
  return new ServiceError('unprocessable', message, { reason: 'idempotency_key_reused', details: { submissionId } });
}

async function giveUp(tx: Transaction, id: string, state: string): Promise<void> {
  await updateSubmission(tx, id, { idempotency_key: null });
  if (state === 'incomplete') return;
  const failure = '发送方以同一幂等键重新发送 (sent again with the same key)';
  await endUnprocessed(tx, id, { state: 'incomplete', failure });
}
