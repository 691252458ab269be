import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { aCollection, type SubmitOptions, type TestCollection } from './support/collection.ts';
import { aFile, aRow, HEADER, someRows } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({
    COLLECTION_BODY_BYTES_MAX: '2000000',
    COLLECTION_CONTENT_BYTES_MAX: '100000000',
    COLLECTION_EXPANSION_RATIO_MAX: '50',
    COLLECTION_ROWS_MAX: '1000',
    COLLECTION_REPEATED_KEYS_MAX: '3',
  });
});
after(() => collection[Symbol.asyncDispose]());

/** Submits, checks that the file is refused and that nothing at all is kept, and returns the problem. */
async function refused(body: NonNullable<RequestInit['body']>, options: SubmitOptions = {}) {
  const response = await collection.submit(body, options);
  const problem = (await response.json()) as Record<string, unknown> & {
    status: number;
    reason: string;
    detail: string;
  };
  assert.equal(response.status, problem.status);
  const kept = await collection.sql`
    select id from submission union all select submission_id from upload_chunk union all select submission_id from row_error`;
  assert.deepEqual([...kept], []);
  return problem;
}

const GZIP = { headers: { 'content-type': 'application/gzip' } };

test('an unknown column is named', async () => {
  const problem = await refused(`${HEADER},信用等级\n${aRow(1)},A\n`);

  assert.deepEqual([problem.status, problem.reason, problem['unknownColumns']], [422, 'unknown_column', ['信用等级']]);
  assert.match(problem.detail, /信用等级/);
});

test('a missing column is named', async () => {
  const problem = await refused('企业名称,统一社会信用代码\n甲公司,91330106MA0000007Q\n');

  assert.deepEqual([problem.status, problem.reason, problem['missingColumns']], [422, 'missing_column', ['注册日期']]);
});

test('a column that occurs twice is named, also where its two headings differ', async () => {
  const problem = await refused(`${HEADER},名称\n${aRow(1)},甲\n`);

  assert.deepEqual([problem.status, problem.reason, problem['duplicateColumns']], [422, 'duplicate_column', ['名称']]);
});

test('a file of a header only, an empty file and one of empty lines are refused', async () => {
  assert.equal((await refused(`${HEADER}\n`)).reason, 'header_only');
  assert.equal((await refused(HEADER)).reason, 'header_only');
  assert.equal((await refused('')).reason, 'empty_file');
  assert.equal((await refused('\n\r\n\n')).reason, 'empty_file');
  assert.equal((await refused(gzipSync(''), GZIP)).reason, 'empty_file');
});

test('what is not CSV is refused', async () => {
  assert.equal((await refused('这不是表格\n而是一段文字\n')).reason, 'not_csv');
  assert.equal((await refused(HEADER.replaceAll(',', ';'))).reason, 'not_csv');
  assert.equal((await refused('x'.repeat(100_000))).reason, 'not_csv');
  assert.equal((await refused(Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(300)]))).status, 422);
});

test('a NUL in the header is refused', async () => {
  assert.equal((await refused(`企业名\u0000称,注册日期\n${aRow(1)}\n`)).reason, 'nul_in_header');
});

test('UTF-16 is refused and named', async () => {
  const file = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(aFile(aRow(1)), 'utf16le')]);
  assert.equal((await refused(file)).reason, 'unsupported_encoding');
});

test('gzip that is not gzip, or is corrupt, is refused', async () => {
  const corrupt = gzipSync(aFile(...someRows(1, 500)));
  corrupt.fill(0x55, 100, 140);

  assert.equal((await refused(aFile(aRow(1)), GZIP)).reason, 'not_gzip');
  assert.equal((await refused(aFile(aRow(1)), { headers: { 'content-encoding': 'gzip' } })).reason, 'not_gzip');
  assert.equal((await refused(corrupt, GZIP)).reason, 'bad_gzip');
});

test('a content encoding that is not gzip is refused', async () => {
  const problem = await refused(aFile(aRow(1)), { headers: { 'content-encoding': 'br' } });
  assert.deepEqual([problem.status, problem.reason], [422, 'unsupported_content_encoding']);
});

test('a body over the limit is refused, whether its length is announced or not', async () => {
  const long = aFile(aRow(1, { person: 'x'.repeat(2_000_000) }));
  const unannounced = new ReadableStream({
    start: (controller) => {
      for (let i = 0; i < long.length; i += 50_000) controller.enqueue(Buffer.from(long.slice(i, i + 50_000)));
      controller.close();
    },
  });

  const announced = await refused(long);
  const streamed = await refused(unannounced);

  assert.deepEqual([announced.status, announced.reason], [413, 'body_too_large']);
  assert.deepEqual([streamed.status, streamed.reason], [413, 'body_too_large']);
});

test('gzip that grows too much is refused', async () => {
  const byRatio = gzipSync(Buffer.concat([Buffer.from(`${HEADER}\n`), Buffer.alloc(90_000_000, 'a')]));
  const bySize = gzipSync(Buffer.concat([Buffer.from(`${HEADER}\n`), Buffer.alloc(110_000_000, 'a')]), { level: 1 });

  assert.deepEqual(
    [(await refused(byRatio, GZIP)).status, (await refused(byRatio, GZIP)).reason],
    [413, 'expansion_too_large'],
  );
  assert.equal((await refused(bySize, GZIP)).status, 413);
});

test('too many rows, and too many subjects that occur twice, are refused', async () => {
  const twice = [1, 2, 3, 4].flatMap((number) => [aRow(number), aRow(number)]);

  const rows = await refused(aFile(...someRows(1, 1_001)));
  const repeats = await refused(aFile(...twice));

  assert.deepEqual([rows.status, rows.reason, rows['rowsMax']], [413, 'too_many_rows', 1_000]);
  assert.deepEqual([repeats.status, repeats.reason], [413, 'too_many_repeated_keys']);
});

test('an unknown item, query parameter or media type is refused', async () => {
  const unknownItem = await collection.call('/v1/submissions?item=XXX', {
    method: 'POST',
    body: aFile(aRow(1)),
    headers: { 'content-type': 'text/csv' },
  });
  assert.equal(unknownItem.status, 400);
  assert.equal((await refused(aFile(aRow(1)), { query: '&colour=red' })).status, 400);
  assert.equal((await refused('{}', { headers: { 'content-type': 'application/xml' } })).status, 415);
});
