import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { splitCells } from '../src/domain/csv/cells.ts';
import { aCollection, type RowErrorJson, type SubmissionJson, type TestCollection } from './support/collection.ts';
import { aFile, aRow, someRows } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection();
});
after(() => collection[Symbol.asyncDispose]());

test('the report pages in row order and tells a faulty cursor', async () => {
  const bad = Array.from({ length: 25 }, (_, index) => aRow(index, { name: '', date: '2016-02-30' }));
  const { submissionId } = await collection.load(aFile(...bad));
  const found: RowErrorJson[] = [];
  let cursor = '';
  do {
    const query = `limit=7${cursor && `&cursor=${cursor}`}`;
    const page = (await collection.get(`/v1/submissions/${submissionId}/errors?${query}`)) as {
      items: RowErrorJson[];
      next: string;
    };
    assert.ok(page.items.length <= 7);
    found.push(...page.items);
    cursor = page.next;
  } while (cursor);

  assert.equal(found.length, 50);
  assert.deepEqual(
    found.map(({ row }) => row),
    found.map(({ row }) => row).sort((a, b) => a - b),
  );
  assert.equal((await collection.call(`/v1/submissions/${submissionId}/errors?cursor=nonsense`)).status, 400);
});

test('the CSV report opens in a spreadsheet and holds nothing that it would execute', async () => {
  const { submissionId } = await collection.load(
    aFile(aRow(1, { name: '=cmd|/c calc', date: '+1+1' }), aRow(2, { code: '"@A1,""x"""' })),
  );

  const response = await collection.call(`/v1/submissions/${submissionId}/errors.csv`);
  const text = Buffer.from(await response.arrayBuffer()).toString();

  assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.match(response.headers.get('content-disposition') ?? '', /attachment/);
  assert.equal(text[0], '\ufeff');
  const [header, first, second] = text
    .slice(1)
    .split('\r\n')
    .map((line) => splitCells(line, true));
  assert.deepEqual(header?.slice(0, 5), ['行号', '字段', '字段名', '提交的内容', '代码']);
  assert.deepEqual(first?.slice(0, 5), ['1', '注册日期', 'establishedOn', "'+1+1", 'impossible_date']);
  assert.deepEqual(second?.slice(0, 5), ['2', '统一社会信用代码', 'code', '\'@A1,"X"', 'bad_code']);
});

test('submissions are listed newest first, by state and page', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.unshift((await collection.load(aFile(...someRows(10, 12)))).submissionId);
  const listed: string[] = [];
  let cursor = '';
  do {
    const query = `state=completed&limit=2${cursor && `&cursor=${cursor}`}`;
    const page = (await collection.get(`/v1/submissions?${query}`)) as { items: SubmissionJson[]; next: string };
    listed.push(...page.items.map(({ submissionId }) => submissionId));
    cursor = page.next;
  } while (cursor);

  assert.deepEqual(listed.slice(0, 3), ids);
  assert.equal((await collection.call('/v1/submissions?state=nonsense')).status, 400);
});

test('a submission that is not there is not found', async () => {
  for (const id of ['5d3c1f0a-0000-4000-8000-00000000ffff', 'nonsense']) {
    assert.equal((await collection.call(`/v1/submissions/${id}`)).status, 404);
    assert.equal((await collection.call(`/v1/submissions/${id}/errors`)).status, 404);
    assert.equal((await collection.act(id, 'cancel')).status, 404);
  }
});

test('the list of submissions opens in a spreadsheet and holds nothing that it would execute', async () => {
  await collection.load(aFile(aRow(900)), { query: '&fileName=%3DHYPERLINK(%22x%22)' });
  const response = await collection.call('/v1/submissions.csv');
  const [head, first] = (await response.text()).split('\r\n');

  assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.match(head ?? '', /^\ufeff?批次,资源目录项/);
  assert.match(first ?? '', /,REG,REG@1,import,,completed,/);
  // As clocks in China show it.
  assert.match(first ?? '', /T\d\d:\d\d:\d\d\.\d{3}\+08:00,/);
  assert.match(first ?? '', /"'=HYPERLINK\(""x""\)"/);
});
