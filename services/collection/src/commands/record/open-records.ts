import type { Format } from '@necips/domain';
import { ServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { IntakeFault } from '../../domain/intake/faults.ts';
import type { EnteredDraft } from '../../domain/record-desk.ts';
import { packPiece } from '../../domain/stored-piece.ts';
import type { Provider } from '../../domain/submission.ts';
import { insertRecordRequests, type RecordRequest } from '../../store/submission/record-requests.ts';
import { deleteSubmission, lockSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';
import { insertChunk } from '../../store/submission/upload-chunks.ts';
import { checkSealingKey } from '../upload/check-sealing-key.ts';
import { type ExpectedSignature, requireNoSignature } from '../upload/expect-signature.ts';
import { openUpload } from '../upload/open-upload.ts';

/** Single records of one account and format that came in at one time. */
export interface RecordBatch {
  provider: Provider;
  format: Format;
  /** Each a JSON object in one line. */
  records: readonly { line: Buffer; idempotencyKey: string | undefined; requestHash: Buffer }[];
  /** Where it is one record that was entered online. */
  draft?: EnteredDraft | undefined;
  /** Where it is one record that its department has signed. */
  signed?: ExpectedSignature | undefined;
}

/**
 * Makes single records the rows of a submission that waits to be processed, in one transaction behind its opening: then they are
 * durable, and go the way of every other row. Throws `unprocessable` for a wrong signature or a missing one, `aborted`, reason `repeated_request`, where one of the keys is known by now.
 */
export async function openRecords(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'catalogue' | 'sealer' | 'restoration'>,
  { provider, format, records, draft, signed }: RecordBatch,
): Promise<string> {
  context.restoration.requireDone();
  if (format.hasInternalFields) await checkSealingKey(context, context.sql);
  const upload = {
    format,
    way: draft ? 'entry' : 'interface',
    dryRun: false,
    provider,
    fileName: '',
    idempotencyKey: undefined,
  } as const;
  // Whoever enters online does not sign: that is a way of its own, which is granted or not.
  if (!draft && !signed) await requireNoSignature(context, provider.department);
  const { submissionId } = await openUpload(context, upload);
  const rows = Buffer.concat(records.flatMap(({ line }) => [line, LINE_FEED]));
  const place = { submissionId, firstRow: 1, sealed: format.hasInternalFields };
  const stored = { firstRow: 1, rows: records.length, bytes: await packPiece(context.sealer, place, rows) };
  const store = async (tx: Transaction) => {
    const submission = await lockSubmission(tx, submissionId);
    if (submission?.state !== 'receiving') throw aborted('no_longer_received');
    const requests = records.flatMap(({ idempotencyKey, requestHash }, i): RecordRequest[] =>
      idempotencyKey === undefined ? [] : [{ idempotencyKey, requestHash, row: i + 1 }],
    );
    const added = await insertRecordRequests(tx, provider.account, submissionId, requests);
    if (added.size < requests.length) throw aborted('repeated_request');
    const progress = { rows: records.length, contentBytes: rows.length, aliveAt: new Date(context.now()) };
    await insertChunk(tx, submissionId, stored, progress);
    await updateSubmission(tx, submissionId, {
      state: 'received',
      form: 'json',
      fields: [],
      encoding: 'utf-8',
      rows: records.length,
      body_bytes: rows.length,
      content_bytes: rows.length,
    });
    await draft?.handIn(tx, submissionId);
    await signed?.keep(tx, submissionId);
  };
  try {
    await context.sql.begin(store);
  } catch (error) {
    // Nothing of it is anybody's; where the database is away the sweep ends it.
    await deleteSubmission(context.sql, submissionId).catch(() => undefined);
    throw error instanceof IntakeFault ? new ServiceError(error.code, error.message, { reason: error.reason }) : error;
  }
  return submissionId;
}

const LINE_FEED = Buffer.from('\n');

function aborted(reason: string): ServiceError {
  const message = '该批次已不再接收，请重新发送 (the submission is no longer received: send it again)';
  return new ServiceError('aborted', message, { reason });
}
