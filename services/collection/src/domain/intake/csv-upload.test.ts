import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInFormats } from '@necips/domain';
import { RowScanner } from '../csv/row-scanner.ts';
import { CsvUpload } from './csv-upload.ts';

const LIMITS = {
  rowBytesMax: 200,
  headerBytesMax: 1_024,
  rowsMax: 1_000,
  repeatedKeysMax: 10,
  unclosedQuotesMax: 2,
  chunkBytes: 100,
};
const REGISTRATION = builtInFormats().find('REG@1');
const HEADER = 'name,code,establishedOn';

test('the pieces of an upload hold its rows as sent, and an empty line for each row that is only reported', async () => {
  const reader = new CsvUpload(LIMITS, REGISTRATION!);
  const rows = ['甲,1,2016', `long,${'x'.repeat(500)},2016`, '"乙\r\n丙",2,2016', '', '丁,1,2016'];

  reader.push(Buffer.from(`\ufeff${HEADER}\r\n${rows.join('\r\n')}\n`));
  const summary = await reader.end();
  const chunks = reader.takeChunks();

  const read: string[] = [];
  const scanner = new RowScanner(1_000, (buffer, start, end, kind) => {
    read.push(kind === 'empty' ? '' : buffer.toString('utf8', start, end));
  });
  for (const { bytes } of chunks) scanner.push(bytes);
  assert.deepEqual(read, ['甲,1,2016', '', '"乙\r\n丙",2,2016', '丁,1,2016']);
  assert.deepEqual(
    chunks.flatMap(({ reports }) => reports),
    [{ row: 2, code: 'row_too_large' }],
  );
  assert.equal(
    chunks.reduce((sum, chunk) => sum + chunk.rows, 0),
    4,
  );
  assert.deepEqual([summary.rows, summary.reportedRows, summary.encoding], [4, 1, 'utf-8']);
  assert.equal(summary.repeatedKeys.length, 1);
});

test('a file full of quotes that never close is refused before it costs much', () => {
  const reader = new CsvUpload(LIMITS, REGISTRATION!);
  const rows = Array.from({ length: 400 }, () => 'x","').join('\n');
  assert.throws(() => reader.push(Buffer.from(`${HEADER}\n${rows}\n`)), { name: 'IntakeFault', reason: 'not_csv' });
});
