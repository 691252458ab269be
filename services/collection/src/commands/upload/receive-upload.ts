import { createHash } from 'node:crypto';
import { ServiceError, toServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { CutOff, IntakeFault } from '../../domain/intake/faults.ts';
import { deleteRowErrors } from '../../store/submission/row-errors.ts';
import { deleteSubmission } from '../../store/submission/submission-rows.ts';
import { abandonUpload } from './abandon-upload.ts';
import { checkSealingKey } from './check-sealing-key.ts';
import { expectSignature } from './expect-signature.ts';
import { keyReused, type OpenedUpload, openUpload, type UploadRequest } from './open-upload.ts';
import { bodyTooLarge, type ContentSize, readContent } from './read-content.ts';
import { type HandIn, hashOfContent, storeUpload, type UploadBody } from './store-upload.ts';

/**
 * Takes in one file. Returns when it is durable: that is the acknowledgement. What is wrong with the file as a whole throws
 * `unprocessable` or `too_large` and nothing is kept; what is cut off leaves a submission `incomplete`, which is named in the
 * error, publishes nothing, and can be sent again.
 */
export async function receiveUpload(
  context: ReceiveContext,
  request: UploadRequest & UploadBody & { bodyBytes?: number; handIn?: HandIn },
): Promise<Receipt> {
  context.restoration.requireDone();
  using _slot = takeSlot(context);
  const started = context.now();
  if (request.bodyBytes !== undefined && request.bodyBytes > context.limits.bodyBytesMax) {
    throw refusal(context, bodyTooLarge(context.limits.bodyBytesMax));
  }
  if (request.format.hasInternalFields) await checkSealingKey(context, context.sql);
  const expected = {
    header: request.signature,
    department: request.provider.department,
    item: request.format.item,
  };
  const signed = request.way === 'transfer' ? undefined : await expectSignature(context, expected);
  const opened = await openUpload(context, request);
  if (opened.repeated) {
    await compareRepeated(context, opened, request);
    return { submissionId: opened.submissionId, repeated: true };
  }
  const { submissionId } = opened;
  try {
    const { rows, contentBytes } = await storeUpload(context, submissionId, { ...request, signed });
    context.events.uploadReceived({ submissionId, rows, contentBytes, milliseconds: context.now() - started });
  } catch (error) {
    throw await endBadUpload(context, submissionId, error);
  }
  context.wakeWorker();
  return { submissionId, repeated: false };
}

export type ReceiveContext = Pick<
  Context,
  | 'sql'
  | 'now'
  | 'node'
  | 'catalogue'
  | 'limits'
  | 'events'
  | 'sealer'
  | 'spoolDirectory'
  | 'wakeWorker'
  | 'uploads'
  | 'restoration'
>;

export interface Receipt {
  submissionId: string;
  /** The idempotency key was known: this is the submission that came with it first. */
  repeated: boolean;
}

function takeSlot({ uploads, limits }: ReceiveContext): Disposable {
  if (uploads.running >= limits.uploadsMax) {
    const message = `同时上传的文件不得超过 ${limits.uploadsMax} 个，请稍后再试 (too many uploads at one time)`;
    throw new ServiceError('limited', message, { reason: 'too_many_uploads' });
  }
  uploads.running += 1;
  return {
    [Symbol.dispose]: () => {
      uploads.running -= 1;
    },
  };
}

/** Reads the repeated file to its end, so that a key which comes with another file is refused and not silently ignored. */
async function compareRepeated(
  context: ReceiveContext,
  opened: OpenedUpload & { repeated: true },
  { body, gzipPromised, format }: UploadBody,
): Promise<void> {
  const hash = createHash('sha256');
  const size: ContentSize = { bodyBytes: 0, contentBytes: 0, compression: 'none' };
  try {
    for await (const bytes of readContent(body, { gzipPromised, limits: context.limits, size })) hash.update(bytes);
  } catch (error) {
    if (error instanceof IntakeFault) throw refusal(context, error);
    throw error instanceof CutOff ? new ServiceError('unprocessable', error.message, { reason: error.reason }) : error;
  }
  if (opened.contentHash === null || hashOfContent(context, format, hash.digest()).equals(opened.contentHash)) return;
  throw keyReused(opened.submissionId);
}

/** Leaves of a bad upload what is to be left, and returns the error to answer with. */
async function endBadUpload(context: ReceiveContext, submissionId: string, error: unknown): Promise<unknown> {
  if (error instanceof IntakeFault) {
    await context.sql.begin(async (tx) => {
      await deleteSubmission(tx, submissionId);
      await deleteRowErrors(tx, submissionId);
    });
    return refusal(context, error);
  }
  const cutOff = error instanceof CutOff;
  const failure = toServiceError(error);
  const why = cutOff ? error.message : failure.message;
  // The sweep does it later where the database is away.
  await abandonUpload(context, submissionId, why).catch(() => undefined);
  return cutOff ? new ServiceError('unprocessable', why, { reason: error.reason, details: { submissionId } }) : failure;
}

function refusal({ events }: ReceiveContext, fault: IntakeFault): ServiceError {
  events.uploadRefused(fault.reason);
  return new ServiceError(fault.code, fault.message, { reason: fault.reason, details: fault.details });
}
