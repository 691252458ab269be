import type { Context } from '../context.ts';
import { addRow, emptyBlock, type PreparedBlock, skipRow } from '../domain/prepare-block.ts';
import { createRowReader, type FileFormat } from '../domain/read-row.ts';
import { readSupersededRows } from '../store/submission/repeated-rows.ts';
import { readRows, type StoredUpload } from './read-rows.ts';

/** Rows read between two pauses, some 2 ms: meanwhile PostgreSQL's answers for the block before must get through. */
const ROWS_A_TURN = 100;

/** Reads and validates the rows of a submission from row `nextRow` on, in blocks ready to be recorded. */
export async function* prepareBlocks(
  context: Pick<Context, 'sql' | 'limits' | 'sealer'>,
  submission: StoredUpload & { nextRow: number },
  format: FileFormat,
): AsyncGenerator<PreparedBlock> {
  const { sql, limits } = context;
  const readRow = createRowReader(format, context.sealer);
  let block = emptyBlock(submission.nextRow);
  for await (const rows of readRows(context, submission, submission.nextRow)) {
    const superseded = await supersededRows(sql, submission.id, rows[0]?.number ?? 0, rows.at(-1)?.number ?? 0);
    for (const { number, buffer, start, end, quoted, reported } of rows) {
      if (reported) skipRow(block, number);
      else addRow(block, number, readRow(buffer, start, end, quoted), superseded.get(number));
      if (block.nextRow - block.firstRow === limits.blockRows) {
        yield block;
        block = emptyBlock(block.nextRow);
      }
      if (number % ROWS_A_TURN === 0) await new Promise(setImmediate);
    }
  }
  if (block.nextRow > block.firstRow) yield block;
}

async function supersededRows(sql: Context['sql'], id: string, first: number, last: number) {
  const rows = await readSupersededRows(sql, id, first, last);
  return new Map(rows.map((row) => [row.row, row]));
}
