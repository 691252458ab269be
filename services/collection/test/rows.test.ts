import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { aCollection, countsOf, type TestCollection } from './support/collection.ts';
import { gb18030 } from './support/gb18030.ts';
import { aCode, aFile, aRow, HEADER, someRows } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({
    COLLECTION_BLOCK_ROWS: '7',
    COLLECTION_CHUNK_BYTES: '2000',
    COLLECTION_ROW_BYTES_MAX: '20000',
  });
});
after(() => collection[Symbol.asyncDispose]());

/** Sends one bad row between two good ones; returns the codes that it was rejected or accepted with. */
async function rowBetweenGoodOnes(
  row: string,
  header = HEADER,
): Promise<{ rejected: string[] } | { accepted: string[] }> {
  const base = Math.floor(Math.random() * 40_000_000);
  const file = `${header}\n${aRow(base)}\n${row}\n${aRow(base + 1)}\n`;
  const submission = await collection.load(file);
  const errors = await collection.errors(submission.submissionId);
  assert.equal(submission.state, 'completed');
  assert.equal(submission.rows, 3);
  assert.ok(errors.every((error) => error.row === 2 && error.mend !== '' && error.reason !== ''));
  const codes = errors.map(({ code }) => code);
  if (submission.rejected === 1) {
    assert.equal(submission.accepted, 2);
    assert.ok(errors.every(({ finding }) => !finding));
    return { rejected: codes };
  }
  assert.equal(submission.accepted, 3);
  assert.equal(submission.findings, errors.length);
  assert.ok(errors.every(({ finding }) => finding));
  return { accepted: codes };
}

const badCheck = (code: string) => code.slice(0, 17) + (code[17] === '1' ? '2' : '1');

test('a row with too few or too many columns is rejected', async () => {
  assert.deepEqual(await rowBetweenGoodOnes('只有名称,913301'), { rejected: ['wrong_column_count'] });
  assert.deepEqual(await rowBetweenGoodOnes(`${aRow(1)},多,余`), { rejected: ['wrong_column_count'] });
});

test('a row whose columns are shifted is rejected', async () => {
  assert.deepEqual(await rowBetweenGoodOnes(`${aCode(11)},甲公司,2016-01-01,张三,电烤箱`), {
    rejected: ['unknown_province', 'bad_code'],
  });
});

test('control characters are rejected and shown in the report', async () => {
  const result = await rowBetweenGoodOnes(aRow(12, { name: '甲\u0000公\u0007司' }));
  assert.deepEqual(result, { rejected: ['control_character'] });
});

test('an impossible date is rejected', async () => {
  assert.deepEqual(await rowBetweenGoodOnes(aRow(13, { date: '2015-02-30' })), { rejected: ['impossible_date'] });
  assert.deepEqual(await rowBetweenGoodOnes(aRow(13, { date: '昨天' })), { rejected: ['impossible_date'] });
});

test('a row without name, code or date is rejected', async () => {
  assert.deepEqual(await rowBetweenGoodOnes(aRow(14, { name: '' })), { rejected: ['missing_name'] });
  assert.deepEqual(await rowBetweenGoodOnes(aRow(14, { code: 'N/A' })), { rejected: ['missing_code'] });
  assert.deepEqual(await rowBetweenGoodOnes(aRow(14, { date: '' })), { rejected: ['missing_date'] });
});

test('full-width digits are normalised where they can be, and else rejected', async () => {
  const fullWidth = (code: string) =>
    code.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

  assert.deepEqual(await rowBetweenGoodOnes(aRow(15, { code: fullWidth(aCode(15)) })), { accepted: [] });
  assert.deepEqual(await rowBetweenGoodOnes(aRow(15, { code: '①②③330106MA0000007Q' })), { rejected: ['bad_code'] });
});

test('a bad check character is a finding on a subject of before the switch date, and else an error', async () => {
  const code = badCheck(aCode(16));

  assert.deepEqual(await rowBetweenGoodOnes(aRow(16, { code, date: '2015-09-30' })), {
    accepted: ['bad_check_character'],
  });
  assert.deepEqual(await rowBetweenGoodOnes(aRow(16, { code, date: '2015-10-01' })), {
    rejected: ['bad_check_character'],
  });
});

test('a good 15-digit registration number is accepted and a bad one rejected', async () => {
  assert.deepEqual(await rowBetweenGoodOnes(aRow(17, { code: '330106000000011' })), {
    rejected: ['bad_registration_number'],
  });
  assert.deepEqual(await rowBetweenGoodOnes(aRow(17, { code: '110108000000016' })), { accepted: [] });
});

test('a subject of another province is rejected', async () => {
  assert.deepEqual(await rowBetweenGoodOnes(aRow(18, { province: '广东' })), { rejected: ['other_province'] });
});

test('a row with a quote that does not close is rejected, and the rows behind it are kept', async () => {
  const { sql } = collection;
  const long = someRows(100_000, 100_400);
  const file = aFile(...long.slice(0, 10), aRow(1, { name: '"没有闭合的引号' }), ...long.slice(10));

  const submission = await collection.load(file);
  const errors = await collection.errors(submission.submissionId);

  assert.deepEqual(countsOf(submission), { rows: 402, accepted: 401, unchanged: 0, rejected: 1 });
  assert.deepEqual(
    errors.map(({ row, code }) => [row, code]),
    [[11, 'unclosed_quote']],
  );
  const [last] = await sql`select row_number from record_version where record_id = ${`330000/REG/${aCode(100_400)}`}`;
  assert.equal(last?.['row_number'], 402);
});

test('rows in another encoding than the file are rejected, the others kept', async () => {
  const [utf8, gbk] = [someRows(201, 204), someRows(211, 214)];
  const inUtf8 = Buffer.concat([Buffer.from(aFile(...utf8)), gb18030(`${gbk[0]}\n`), Buffer.from(`${aRow(205)}\n`)]);
  const inGb18030 = Buffer.concat([gb18030(aFile(...gbk)), Buffer.from(`${utf8[0]}\n`), gb18030(`${aRow(215)}\n`)]);

  const [first, second] = [await collection.load(inUtf8), await collection.load(inGb18030)];

  assert.deepEqual([first.encoding, countsOf(first)], ['utf-8', { rows: 6, accepted: 5, unchanged: 0, rejected: 1 }]);
  assert.deepEqual(
    [second.encoding, countsOf(second)],
    ['gb18030', { rows: 6, accepted: 5, unchanged: 0, rejected: 1 }],
  );
  for (const { submissionId } of [first, second]) {
    const errors = await collection.errors(submissionId);
    assert.deepEqual(
      errors.map(({ row, code }) => [row, code]),
      [[5, 'undecodable']],
    );
  }
});

test('UTF-8 with or without a byte order mark, GB18030, gzip and either line break give the same records', async () => {
  const file = aFile(...someRows(301, 340));
  const first = await collection.load(file);
  const others = [
    `\ufeff${file}`,
    gb18030(file),
    gzipSync(file),
    file.replaceAll('\n', '\r\n'),
    file.trimEnd(),
    file.replaceAll('\n', '\n\n'),
    `"${HEADER.replaceAll(',', '","')}"\n${file.slice(HEADER.length + 1)}`,
  ];

  assert.equal(first.accepted, 40);
  for (const other of others) {
    const submission = await collection.load(other);
    assert.deepEqual(countsOf(submission), { rows: 40, accepted: 0, unchanged: 40, rejected: 0 });
  }
});

test('the encoding of a file with an ASCII header is told by its rows', async () => {
  const header = 'name,code,establishedOn,legalRepresentative,province';
  const file = `${header}\n${aRow(351, { name: 'ACME', person: '', province: '' })}\n${aRow(352)}\n`;
  const submission = await collection.load(gb18030(file));

  assert.deepEqual([submission.encoding, submission.accepted], ['gb18030', 2]);
  const [version] = await collection.sql`
    select public_part from record_version join record_version_content using (sequence) where record_id = ${`330000/REG/${aCode(352)}`}`;
  assert.match(version?.['public_part'], /杭州第352贸易有限公司/);
});

test('quotes, commas and line breaks inside quoted fields are content', async () => {
  const header = `${HEADER},经营范围`;
  const row = `${aRow(361, { name: '"杭州""引号"",逗号公司"' })},"批发\r\n零售"`;
  const submission = await collection.load(`${header}\n${row}\n`);

  assert.equal(submission.accepted, 1);
  const [version] =
    await collection.sql`select public_part, head from record_version join record_version_content using (sequence) where submission_id = ${submission.submissionId}`;
  const body = JSON.parse(version?.['public_part']) as { name: string; businessScope: string };
  assert.equal(body.name, '杭州"引号",逗号公司');
  assert.equal(body.businessScope, '批发 零售');
});

test('a row of 10 MB is rejected while memory stays flat', async () => {
  const residentMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024;
  const piece = Buffer.alloc(1_000_000, 'x');
  async function* file() {
    yield Buffer.from(`${HEADER}\n${aRow(401)}\n杭州很长的公司,${aCode(402)},2016-01-01,`);
    for (let i = 0; i < 300; i++) yield piece;
    yield Buffer.from(`,浙江\n${aRow(403)}\n`);
  }
  const before = residentMb();

  const submission = await collection.load(ReadableStream.from(file()) as never);

  // The row of 300 MB would show even if a third of it were kept.
  assert.ok(residentMb() - before < 100);
  assert.deepEqual(countsOf(submission), { rows: 3, accepted: 2, unchanged: 0, rejected: 1 });
  const errors = await collection.errors(submission.submissionId);
  assert.deepEqual(
    errors.map(({ row, code }) => [row, code]),
    [[2, 'row_too_large']],
  );
});
