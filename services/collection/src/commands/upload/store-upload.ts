import { createHash, type Hash } from 'node:crypto';
import type { Format } from '@necips/domain';
import { ServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { RawChunk } from '../../domain/intake/chunk-builder.ts';
import type { UploadSummary } from '../../domain/intake/upload-reader.ts';
import { INTAKE_FAULTS } from '../../domain/intake-faults.ts';
import { packPiece } from '../../domain/stored-piece.ts';
import { insertRepeatedKeys } from '../../store/submission/repeated-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { countReported } from '../../store/submission/submission-faults.ts';
import { lockSubmission, touchSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';
import { insertChunk } from '../../store/submission/upload-chunks.ts';
import type { ExpectedSignature } from './expect-signature.ts';
import { type ContentSize, readContent } from './read-content.ts';
import { readUpload, type UploadShape } from './read-upload.ts';

/**
 * Stores a file as it arrives and, once it has ended well, makes its submission `received` in one transaction: from then on
 * it is acknowledged, and processed whatever happens. Throws an IntakeFault or a CutOff for what is wrong with the file, and
 * `aborted` where somebody has cancelled the submission meanwhile.
 */
export async function storeUpload(
  context: StoreContext,
  submissionId: string,
  upload: UploadBody & { signed?: ExpectedSignature | undefined; handIn?: HandIn | undefined },
): Promise<{ rows: number; contentBytes: number }> {
  const { limits, sql, now } = context;
  const size: ContentSize = { bodyBytes: 0, contentBytes: 0, compression: 'none' };
  const { format } = upload;
  const hash = createHash('sha256');
  const heartbeat = setInterval(
    () => void touchSubmission(sql, submissionId, new Date(now())).catch(() => undefined),
    limits.receiveLeaseMs / 3,
  );
  try {
    const body = upload.signed?.watch(upload.body) ?? upload.body;
    const content = hashed(readContent(body, { gzipPromised: upload.gzipPromised, limits, size }), hash);
    const summary = await readUpload(context, content, upload, (chunk) =>
      storeChunk(context, submissionId, chunk, { size, format }),
    );
    const contentHash = hashOfContent(context, format, hash.digest());
    await acknowledge(context, submissionId, summary, { size, contentHash, ...upload });
    return { rows: summary.rows, contentBytes: size.contentBytes };
  } finally {
    clearInterval(heartbeat);
  }
}

export type StoreContext = Pick<Context, 'sql' | 'now' | 'limits' | 'sealer' | 'spoolDirectory'>;

/** Is done in the transaction that acknowledges a submission; what it throws keeps the submission out. */
export type HandIn = (tx: Transaction, submissionId: string) => Promise<void>;

/** A file on its way in. */
export interface UploadBody extends UploadShape {
  body: AsyncIterable<Uint8Array>;
  /** The sender has said that the body is gzip. */
  gzipPromised: boolean;
}

async function* hashed(content: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const bytes of content) {
    hash.update(bytes);
    yield bytes;
  }
}

/**
 * What a file is known again by. Of one with what never leaves the node it is keyed: the hash of a short file could be tried out.
 */
export function hashOfContent(
  { sealer }: Pick<Context, 'sealer'>,
  format: Pick<Format, 'hasInternalFields'>,
  sha256: Buffer,
): Buffer {
  return format.hasInternalFields ? sealer.digest(sha256) : sha256;
}

async function storeChunk(
  context: StoreContext,
  id: string,
  chunk: RawChunk,
  { size, format }: { size: ContentSize; format: Format },
): Promise<void> {
  const { firstRow, rows } = chunk;
  const place = { submissionId: id, firstRow, sealed: format.hasInternalFields };
  const stored = { firstRow, rows, bytes: await packPiece(context.sealer, place, chunk.bytes) };
  const progress = { rows: firstRow + rows - 1, contentBytes: size.contentBytes, aliveAt: new Date(context.now()) };
  if (!(await insertChunk(context.sql, id, stored, progress))) throw noLongerReceived();
  const errors = chunk.reports.map(({ row, code }) => {
    return { row, position: 0, field: '', label: '', value: '', code, ...INTAKE_FAULTS[code], finding: false };
  });
  await insertRowErrors(context.sql, id, errors);
}

async function acknowledge(
  context: StoreContext,
  id: string,
  summary: UploadSummary,
  {
    size,
    contentHash,
    signed,
    handIn,
  }: {
    size: ContentSize;
    contentHash: Buffer;
    signed?: ExpectedSignature | undefined;
    handIn?: HandIn | undefined;
  },
): Promise<void> {
  await context.sql.begin(async (tx) => {
    const submission = await lockSubmission(tx, id);
    if (submission?.state !== 'receiving') throw noLongerReceived();
    await signed?.keep(tx, id);
    if (summary.repeatedKeys.length > 0) await insertRepeatedKeys(tx, id, summary.repeatedKeys);
    if (summary.reportedRows > 0) await countReported(tx, id);
    await updateSubmission(tx, id, {
      state: 'received',
      form: summary.form,
      fields: summary.fields,
      encoding: summary.encoding,
      rows: summary.rows,
      skipped: summary.skippedRows,
      rejected: summary.reportedRows,
      compression: size.compression,
      body_bytes: size.bodyBytes,
      content_bytes: size.contentBytes,
      content_hash: contentHash,
    });
    await handIn?.(tx, id);
  });
}

function noLongerReceived(): ServiceError {
  const message =
    '该批次已取消、已以同一幂等键重新发送，或部门已停用 (cancelled, sent again with the same key, or the department was revoked)';
  return new ServiceError('aborted', message, { reason: 'no_longer_received' });
}
