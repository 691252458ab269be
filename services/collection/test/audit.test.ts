import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aCollection, type TestCollection } from './support/collection.ts';
import { aFile, aRow } from './support/rows.ts';

let collection: TestCollection;
const takenBack: string[] = [];
before(async () => {
  collection = await aCollection();
  for (const number of [1, 2, 3]) {
    const { submissionId } = await collection.load(aFile(aRow(number)));
    assert.ok((await collection.act(submissionId, 'take-back', { reason: '=误报' })).ok);
    takenBack.unshift(submissionId);
  }
});
after(() => collection[Symbol.asyncDispose]());

interface Page {
  items: { sequence: number; actor: string; act: string; object: string; details: unknown; hash: string }[];
  next?: string;
}

const auditor = () => collection.token('auditor');
const read = async (query: string, token = auditor()) => (await collection.get(`/v1/audit?${query}`, token)) as Page;

test('an auditor reads what was done, by whom and why, the newest first, page by page', async () => {
  const first = await read('act=take_back_submission&limit=2');
  const second = await read(`act=take_back_submission&limit=2&cursor=${first.next}`);

  const entries = [...first.items, ...second.items];
  assert.deepEqual(
    entries.map(({ object }) => object),
    takenBack,
  );
  assert.equal(second.next, undefined);
  const [newest] = entries;
  assert.deepEqual([newest?.act, newest?.details], ['take_back_submission', { reason: '=误报' }]);
  assert.equal(newest?.actor, 'department-demo');
  const [stored] = await collection.sql<{ hash: Buffer }[]>`
    select hash from runtime.audit_entry where sequence = ${newest?.sequence ?? 0}`;
  assert.equal(newest?.hash, stored?.hash.toString('hex'));
});

test('what is asked for by account, object and day is what comes, and nothing else', async () => {
  const of = async (query: string) => (await read(query)).items.length;

  assert.equal(await of(`object=${takenBack[0]}`), 1);
  assert.equal(await of('actor=nobody'), 0);
  assert.equal(await of('to=2020-01-01'), 0);
  assert.equal(await of('act=take_back_submission&from=2020-01-01&to=2100-01-01'), 3);
});

test('the whole log is there as CSV, with no cell that a spreadsheet would run', async () => {
  const response = await collection.call('/v1/audit.csv?act=take_back_submission', {}, auditor());
  const lines = (await response.text()).trimEnd().split('\r\n');

  assert.match(response.headers.get('content-type') ?? '', /^text\/csv/);
  assert.equal(lines.length, 4);
  assert.ok(lines.slice(1).every((line) => line.includes('take_back_submission') && !/(^|,)"?[=+@-]/.test(line)));
});

test('the chain of the log is checked as a whole', async () => {
  const chain = (await collection.get('/v1/audit/chain', auditor())) as { lines: number; fault: string | null };

  assert.deepEqual([chain.lines >= 3, chain.fault], [true, null]);
});

test('auditors and administrators of the node read the log, nobody else', async () => {
  const status = async (role: string, claims = {}) =>
    (await collection.call('/v1/audit', {}, collection.token(role, claims))).status;

  assert.deepEqual([await status('auditor'), await status('province-admin')], [200, 200]);
  assert.deepEqual(
    [await status('officer'), await status('department'), await status('auditor', { node: ['440000'] })],
    [403, 403, 403],
  );
  assert.equal((await fetch(`${collection.base}/v1/audit`)).status, 401);
});
