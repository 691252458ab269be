import { createHash } from 'node:crypto';
import type { Context } from '../../context.ts';
import { createKeyReader } from '../../domain/forms/read-values.ts';
import { hasHash, hashOfKey } from '../../domain/intake/key-hashes.ts';
import { createRowReader, type FileFormat } from '../../domain/read-row.ts';
import { readRows, type StoredUpload } from '../../queries/read-rows.ts';
import {
  deleteRepeatedKeys,
  insertRepeatedRows,
  type RepeatedRow,
  readRepeatedKeys,
} from '../../store/submission/repeated-rows.ts';

/** Rows stored at a time. */
const BATCH_ROWS = 1_000;

/**
 * Finds the valid rows of a file whose record occurs more than once in it, so that of each record only the last valid row is
 * recorded, and no memory is needed for knowing which that is. Only rows whose key the door saw more than once are read. May
 * be cut short and done again; does nothing where it is done.
 */
export async function findRepeatedRows(
  context: Pick<Context, 'sql' | 'sealer'>,
  submission: StoredUpload,
  format: FileFormat,
  signal: AbortSignal,
): Promise<void> {
  const { sql } = context;
  const repeatedKeys = await readRepeatedKeys(sql, submission.id);
  if (!repeatedKeys) return;
  const readKey = createKeyReader(format);
  const readRow = createRowReader(format, context.sealer);
  let found: RepeatedRow[] = [];
  for await (const rows of readRows(context, submission, 1)) {
    for (const { number, buffer, start, end, quoted, reported } of rows) {
      const key = reported ? undefined : readKey(buffer, start, end);
      if (key === undefined || !hasHash(repeatedKeys, hashOfKey(key))) continue;
      const reading = readRow(buffer, start, end, quoted);
      if (!reading.ok) continue;
      const content = createHash('sha256').update(`${reading.publicPart}\n${reading.restrictedPart}\n`);
      if (reading.internal) content.update(reading.internal.digest);
      found.push({ row: number, recordId: reading.recordId, content: content.digest() });
    }
    if (signal.aborted) return;
    if (found.length < BATCH_ROWS) continue;
    await insertRepeatedRows(sql, submission.id, found);
    found = [];
  }
  await sql.begin(async (tx) => {
    await insertRepeatedRows(tx, submission.id, found);
    await deleteRepeatedKeys(tx, submission.id);
  });
}
