import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { aCollection, countsOf, type TestCollection } from './support/collection.ts';
import { aCode, aFile, aRow, HEADER } from './support/rows.ts';
import { aWorkbook, sheetRow, sheetRows, type TestCell, workbookParts, zip } from './support/workbook.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_WORKBOOK_BYTES_MAX: '3000000', COLLECTION_ROW_BYTES_MAX: '65536' });
});
after(() => collection[Symbol.asyncDispose]());

const XLSX = {
  headers: { 'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
};
const HEADINGS = HEADER.split(',');
const cells = (number: number, values: Record<number, TestCell> = {}): TestCell[] =>
  aRow(number)
    .split(',')
    .map((text, column) => values[column] ?? text);
const number = (value: string, style = 0): TestCell => ({ xml: `<c s="${style}"><v>${value}</v></c>` });

/** Submits a workbook that is refused as a whole, and returns why. */
async function refused(body: Buffer): Promise<{ status: number; reason: string; detail: string }> {
  const response = await collection.submit(body, XLSX);
  const problem = (await response.json()) as { status: number; reason: string; detail: string };
  assert.equal(response.status, problem.status);
  assert.deepEqual([...(await collection.sql`select id from submission where state = 'receiving'`)], []);
  return problem;
}

async function faultsOf(rows: TestCell[][]): Promise<unknown[]> {
  const submission = await collection.load(aWorkbook([HEADINGS, ...rows]), XLSX);
  const errors = await collection.errors(submission.submissionId);
  return errors.map(({ row, field, code, value }) => [row, field, code, value]);
}

test('a row of a sheet makes the record that a row of CSV makes', async () => {
  const first = await collection.load(aWorkbook([HEADINGS, cells(1), cells(2), cells(3)]), XLSX);
  const again = await collection.load(aFile(aRow(1), aRow(2), aRow(3)));
  const unnamed = await collection.load(aWorkbook([HEADINGS, cells(1)]));

  assert.deepEqual(countsOf(first), { rows: 3, accepted: 3, unchanged: 0, rejected: 0 });
  assert.deepEqual(countsOf(again), { rows: 3, accepted: 0, unchanged: 3, rejected: 0 });
  assert.deepEqual(countsOf(unnamed), { rows: 1, accepted: 0, unchanged: 1, rejected: 0 });
});

test('a sheet may say of each row whether it adds, changes or withdraws its record', async () => {
  await collection.load(aFile(aRow(61), aRow(62), aRow(63)));
  const changed = aRow(61, { person: '李四' }).split(',');
  const key = HEADINGS.map((heading) => (heading === '统一社会信用代码' ? aCode(62) : ''));
  const rows = [
    [...changed, 'U'],
    [...key, 'D'],
    [...cells(63), ''],
    [...cells(64), 'U'],
    [...cells(65), { xml: '<c><v>1</v></c>' }],
    [...cells(66), '?'],
  ];

  const submission = await collection.load(aWorkbook([[...HEADINGS, 'op'], ...rows]), XLSX);

  assert.deepEqual(countsOf(submission), { rows: 6, accepted: 3, unchanged: 1, rejected: 2 });
  const errors = await collection.errors(submission.submissionId);
  assert.deepEqual(
    errors.map(({ row, code }) => [row, code]),
    [
      [5, 'no_such_record'],
      [7, 'bad_change_mark'],
    ],
  );
  const [removed] = await collection.sql`
    select operation from record_version where record_id = ${`330000/REG/${aCode(62)}`} order by version desc limit 1`;
  assert.equal(removed?.['operation'], 2);
});

test('row numbers are those of the sheet, and empty rows are none', async () => {
  const rows = [
    sheetRow(3, HEADINGS),
    sheetRow(4, cells(10)),
    '<row r="5"><c r="A5" s="1"/></row>',
    sheetRow(9, cells(11, { 2: '2016-02-30' })),
    sheetRow(10, [' ', '']),
    '<row r="900000"><c r="C900000" s="1"/></row>',
  ];
  const submission = await collection.load(zip(workbookParts([{ name: '登记', rows: rows.join('') }])), XLSX);
  const errors = await collection.errors(submission.submissionId);
  const [recorded] = await collection.sql`
    select row_number from record_version where submission_id = ${submission.submissionId}`;

  assert.deepEqual(countsOf(submission), { rows: 2, accepted: 1, unchanged: 0, rejected: 1 });
  assert.deepEqual(
    errors.map(({ row, code }) => [row, code]),
    [[9, 'impossible_date']],
  );
  assert.equal(recorded?.['row_number'], 4);
});

test('a number in a column of dates is a day, in the system of its workbook, and in no other column', async () => {
  const date = (value: string) => cells(20, { 2: number(value, 1) });
  const dayOf = async (workbook: Buffer) => {
    const { submissionId } = await collection.load(workbook, XLSX);
    const [row] = await collection.sql`
      select public_part::json ->> 'establishedOn' as day from record_version join record_version_content using (sequence)
      where submission_id = ${submissionId}`;
    return row?.['day'];
  };
  const parts = workbookParts([{ name: '登记', rows: sheetRows([HEADINGS, date('41640')]) }], { date1904: true });

  assert.equal(await dayOf(aWorkbook([HEADINGS, date('43101.75')])), '2018-01-01');
  assert.equal(await dayOf(aWorkbook([HEADINGS, cells(20, { 2: number('20180203') })])), '2018-02-03');
  assert.equal(await dayOf(zip(parts)), '2018-01-02');
  assert.deepEqual(await faultsOf([cells(21, { 2: number('60', 1) }), cells(22, { 3: number('43101', 1) })]), [
    [2, 'establishedOn', 'bad_serial_date', '60'],
    [3, 'legalRepresentative', 'date_cell', '2018-01-01'],
  ]);
});

test('a formula, an error and a number that has lost digits are faults of their cells', async () => {
  const rows = [
    cells(30, { 0: { xml: '<c t="str"><f>A1&amp;"公司"</f><v>甲公司</v></c>' } }),
    cells(31, { 3: { xml: '<c t="e"><v>#REF!</v></c>' } }),
    cells(32, { 1: number('9.1330106123456794E17') }),
    cells(33, { 0: 'x'.repeat(33_000) }),
  ];

  assert.deepEqual(await faultsOf(rows), [
    [2, 'name', 'formula', '甲公司'],
    [3, 'legalRepresentative', 'error_cell', '#REF!'],
    [4, 'code', 'imprecise_cell', '9.1330106123456794E17'],
    [5, 'name', 'cell_too_long', 'x'.repeat(100)],
  ]);
});

test('a registration number of 15 digits is taken from a number as from a text', async () => {
  const headings = ['企业名称', '注册号', '注册日期'];
  const submission = await collection.load(
    aWorkbook([headings, ['某商店', number('110108000000016'), '2010-01-01']]),
    XLSX,
  );

  assert.deepEqual(countsOf(submission), { rows: 1, accepted: 1, unchanged: 0, rejected: 0 });
});

test('a row with more cells than the header, or with more than a row may hold, is rejected', async () => {
  const rows = [
    [...cells(40), '多余'],
    cells(41, { 0: 'x'.repeat(30_000), 3: 'y'.repeat(30_000), 4: 'z'.repeat(30_000) }),
  ];
  const faults = (await faultsOf(rows)) as string[][];

  assert.deepEqual(
    faults.map(([row, , code]) => [row, code]),
    [
      [2, 'wrong_column_count'],
      [3, 'row_too_large'],
    ],
  );
});

test('the sheet that is read is the one named as the item, or the only one that can be seen', async () => {
  const good = { name: '随便', rows: sheetRows([HEADINGS, cells(50)]) };
  const other = { name: '说明', rows: sheetRows([['请按说明填写']]) };
  const counts = async (sheets: Parameters<typeof workbookParts>[0]) =>
    countsOf(await collection.load(zip(workbookParts(sheets)), XLSX)).rows;

  assert.equal(await counts([{ ...other, state: 'hidden' }, good]), 1);
  assert.equal(await counts([other, { ...good, name: '登记信息' }]), 1);
  const two = await refused(zip(workbookParts([other, good])));
  assert.deepEqual([two.status, two.reason], [422, 'which_sheet']);
  assert.match(two.detail, /“说明”、“随便”.*“登记信息”/);
  const none = await refused(zip(workbookParts([{ ...good, state: 'veryHidden' }])));
  assert.equal(none.reason, 'which_sheet');
  // What nobody sees is not handed in, though it bears the right name.
  const unseen = await refused(zip(workbookParts([other, { ...good, name: '登记信息', state: 'hidden' }])));
  assert.deepEqual([unseen.status, unseen.reason], [422, 'not_csv']);
});

test('shared texts are found wherever they are, with and without phonetic hints', async () => {
  const strings = Array.from({ length: 2_000 }, (_, i) => `杭州第${i}号共享有限公司`);
  const rows = [999, 0, 1_999].map((index, i) => cells(60 + i, { 0: { xml: `<c t="s"><v>${index}</v></c>` } }));
  const parts = workbookParts([{ name: '登记', rows: sheetRows([HEADINGS, ...rows]) }], { strings });
  parts['xl/sharedStrings.xml'] = String(parts['xl/sharedStrings.xml'])
    .replace('<t xml:space="preserve">杭州第0号', '<rPh><t>读音</t></rPh><r><t>杭州第0</t></r><r><t>号')
    .replace('共享有限公司</t></si>', '共享有限公司</t></r></si>');
  const { submissionId } = await collection.load(zip(parts), XLSX);
  const names = await collection.sql`
    select public_part::json ->> 'name' as name from record_version join record_version_content using (sequence)
    where submission_id = ${submissionId} order by row_number`;

  assert.deepEqual(
    names.map(({ name }) => name),
    ['杭州第999号共享有限公司', '杭州第0号共享有限公司', '杭州第1999号共享有限公司'],
  );
});

test('merged cells are named, and nothing of the file is kept', async () => {
  const after = '<mergeCells count="1"><mergeCell ref="A2:A5"/></mergeCells>';
  const problem = await refused(zip(workbookParts([{ name: '登记', rows: sheetRows([HEADINGS, cells(70)]), after }])));

  assert.deepEqual([problem.status, problem.reason], [422, 'merged_cells']);
  assert.match(problem.detail, /A2:A5/);
});

test('a workbook that would grow beyond all bounds is refused, by its ratio and by what it claims', async () => {
  const parts = workbookParts([{ name: '登记', rows: sheetRows([HEADINGS, cells(80)]) }]);
  const bomb = { ...parts, 'xl/sharedStrings.xml': Buffer.alloc(200_000_000, ' ') };
  const lie = {
    ...parts,
    'xl/worksheets/sheet1.xml': `${String(parts['xl/worksheets/sheet1.xml'])}${' '.repeat(5_000_000)}`,
  };

  assert.ok(deflateRawSync(bomb['xl/sharedStrings.xml']).length < 300_000);
  const tooLarge = await refused(zip(bomb));
  assert.deepEqual([tooLarge.status, tooLarge.reason], [413, 'expansion_too_large']);
  assert.equal((await refused(zip(lie, { 'xl/worksheets/sheet1.xml': 100 }))).reason, 'bad_archive');
  const big = Buffer.concat([zip(parts), Buffer.alloc(3_000_000)]);
  assert.deepEqual([(await refused(big)).status, (await refused(big)).reason], [413, 'workbook_too_large']);
});

test('names that lead out of the archive, a DTD, macros, links to other workbooks and damage are refused', async () => {
  const parts = workbookParts([{ name: '登记', rows: sheetRows([HEADINGS, cells(90)]) }]);
  const sheet = String(parts['xl/worksheets/sheet1.xml']);
  const withSheet = (xml: string) => zip({ ...parts, 'xl/worksheets/sheet1.xml': xml });
  const hostile = [
    zip({ ...parts, '../../etc/passwd': 'x' }),
    zip({ ...parts, 'XL/workbook.xml': 'x' }),
    withSheet(sheet.replace('<worksheet', '<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet')),
    withSheet(sheet.replace('杭州', '&unknown;')),
    withSheet(sheet.slice(0, -30)),
    zip({ ...parts, 'xl/vbaProject.bin': 'x' }),
    zip({ ...parts, 'xl/externalLinks/externalLink1.xml': 'x' }),
    zip(parts).subarray(0, -200),
    withSheet(sheet.replace('r="A2"', 'r="ZZZZ2"')),
    zip({ 'a.txt': 'x' }),
  ];
  const reasons: string[] = [];
  for (const body of hostile) reasons.push((await refused(body)).reason);

  assert.deepEqual(reasons, [
    'bad_entry_name',
    'bad_entry_name',
    'bad_xml',
    'bad_xml',
    'bad_xml',
    'macros',
    'external_links',
    'bad_archive',
    'bad_sheet',
    'bad_workbook',
  ]);
});

test('the header of a sheet is checked as that of a CSV file is', async () => {
  const unknown = await refused(aWorkbook([[...HEADINGS, '信用等级'], cells(1)]));
  const empty = await refused(aWorkbook([]));
  const only = await refused(aWorkbook([HEADINGS]));

  assert.deepEqual([unknown.reason, empty.reason, only.reason], ['unknown_column', 'empty_file', 'header_only']);
});

test('of two rows about one record in a sheet the last one counts', async () => {
  const submission = await collection.load(
    aWorkbook([HEADINGS, cells(100), cells(101), cells(100, { 3: '李四' })]),
    XLSX,
  );
  const errors = await collection.errors(submission.submissionId);

  assert.deepEqual(countsOf(submission), { rows: 3, accepted: 2, unchanged: 0, rejected: 1 });
  assert.deepEqual(
    errors.map(({ row, code, value }) => [row, code, value]),
    [[2, 'superseded_in_file', aCode(100)]],
  );
});
