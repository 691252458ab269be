import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { TextEncoding } from '../../domain/csv/encoding.ts';
import type { RawChunk } from '../../domain/intake/chunk-builder.ts';
import { UploadReader, type UploadSummary } from '../../domain/intake/upload-reader.ts';
import { INTAKE_FAULTS } from '../../domain/intake-faults.ts';
import { insertRepeatedKeys } from '../../store/submission/repeated-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { lockSubmission, touchSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';
import { insertChunk } from '../../store/submission/upload-chunks.ts';
import { type ContentSize, readContent } from './read-content.ts';

/**
 * Stores a file as it arrives and, once it has ended well, makes its submission `received` in one transaction: from then on
 * it is acknowledged, and processed whatever happens. Throws an IntakeFault or a CutOff for what is wrong with the file, and
 * `aborted` where somebody has cancelled the submission meanwhile.
 */
export async function storeUpload(
  context: StoreContext,
  submissionId: string,
  upload: UploadBody,
): Promise<UploadSummary> {
  const { limits, sql, now } = context;
  const size: ContentSize = { bodyBytes: 0, contentBytes: 0, compression: 'none' };
  const reader = new UploadReader(limits, upload.encoding);
  const hash = createHash('sha256');
  const heartbeat = setInterval(
    () => void touchSubmission(sql, submissionId, new Date(now())).catch(() => undefined),
    limits.receiveLeaseMs / 3,
  );
  try {
    for await (const bytes of readContent(upload.body, { gzipPromised: upload.gzipPromised, limits, size })) {
      hash.update(bytes);
      reader.push(bytes);
      for (const chunk of reader.takeChunks()) await storeChunk(context, submissionId, chunk, size);
    }
    const summary = await reader.end();
    for (const chunk of reader.takeChunks()) await storeChunk(context, submissionId, chunk, size);
    await acknowledge(context, submissionId, summary, size, hash.digest());
    return summary;
  } finally {
    clearInterval(heartbeat);
  }
}

export type StoreContext = Pick<Context, 'sql' | 'now' | 'limits'>;

/** A file on its way in. */
export interface UploadBody {
  body: AsyncIterable<Uint8Array>;
  /** The sender has said that the body is gzip. */
  gzipPromised: boolean;
  /** Where the sender's own protocol fixes it. */
  encoding?: TextEncoding;
}

const compress = promisify(zstdCompress);
/** A piece shrinks to about a quarter: with the default of 16 KiB its compression would take a dozen turns. */
const COMPRESSION_BUFFER_BYTES = 256 * 1024;

async function storeChunk(context: StoreContext, id: string, chunk: RawChunk, size: ContentSize): Promise<void> {
  const stored = {
    firstRow: chunk.firstRow,
    rows: chunk.rows,
    bytes: await compress(chunk.bytes, { chunkSize: COMPRESSION_BUFFER_BYTES }),
  };
  const progress = { contentBytes: size.contentBytes, aliveAt: new Date(context.now()) };
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
  size: ContentSize,
  contentHash: Buffer,
): Promise<void> {
  await context.sql.begin(async (tx) => {
    const submission = await lockSubmission(tx, id);
    if (submission?.state !== 'receiving') throw noLongerReceived();
    if (summary.repeatedKeys.length > 0) await insertRepeatedKeys(tx, id, summary.repeatedKeys);
    await updateSubmission(tx, id, {
      state: 'received',
      fields: summary.fields,
      encoding: summary.encoding,
      rows: summary.rows,
      rejected: summary.reportedRows,
      compression: size.compression,
      body_bytes: size.bodyBytes,
      content_bytes: size.contentBytes,
      content_hash: contentHash,
    });
  });
}

function noLongerReceived(): ServiceError {
  const message = '该批次已取消，或已以同一幂等键重新发送 (cancelled, or sent again with the same key)';
  return new ServiceError('aborted', message, { reason: 'no_longer_received' });
}
