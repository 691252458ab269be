import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { generateRecords, generateRegistrations } from '@necips/testbed';
import { writeWorkbook } from '@necips/workbook';
import { createSealer } from '../src/domain/sealing.ts';
import { readCollectionConfig, startCollection } from '../src/index.ts';
import { aCollection, countsOf, type SubmissionJson, type TestCollection } from './support/collection.ts';

const SUBJECTS = 50;
/** Made up, with a valid check character; the numbers of area 330199 are nobody's. */
const ID_NUMBER = '330199199001010018';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_ERASURE_PERIOD_MS: '3600000' });
  const registrations = [...generateRegistrations({ node: '330000', rows: SUBJECTS, seed: 1 })].join('');
  await collection.load(registrations);
});
after(() => collection[Symbol.asyncDispose]());

function records(item: string, first: number, rows: number, more: Record<string, unknown> = {}) {
  const options = { item, node: '330000', rows, seed: 1, first, subjects: SUBJECTS };
  return [...generateRecords(options)].map((record) => ({ ...record, ...more }));
}

async function load(item: string, body: string | Buffer): Promise<SubmissionJson> {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/octet-stream' } };
  const response = await collection.call(`/v1/submissions?item=${item}`, init);
  const submission = (await response.json()) as SubmissionJson;
  assert.ok(response.ok, JSON.stringify(submission));
  return await collection.untilEnded(submission.submissionId);
}

const asJson = (list: object[]) => list.map((record) => `${JSON.stringify(record)}\n`).join('');

function asCells(list: Record<string, unknown>[]): string[][] {
  const names = [...new Set(list.flatMap((record) => Object.keys(record)))];
  const textOf = (value: unknown) => {
    if (value === undefined) return '';
    if (typeof value === 'string') return value;
    return Array.isArray(value) && value.every((each) => typeof each === 'string')
      ? value.join('；')
      : JSON.stringify(value);
  };
  return [names, ...list.map((record) => names.map((name) => textOf(record[name])))];
}

const asCsv = (list: Record<string, unknown>[]) =>
  asCells(list)
    .map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`)
    .join('');

async function asXlsx(list: Record<string, unknown>[]): Promise<Buffer> {
  const rows = asCells(list);
  return Buffer.from(await writeWorkbook([{ name: '数据', rows, columns: rows[0]!.map(() => ({ width: 10 })) }]));
}

test('penalties and licences make the same records as CSV, JSON Lines and XLSX', async () => {
  for (const item of ['PEN', 'LIC']) {
    const list = records(item, 0, 20);
    const csv = await load(item, asCsv(list));
    const json = await load(item, asJson(list));
    const xlsx = await load(item, await asXlsx(list));

    assert.deepEqual(countsOf(csv), { rows: 20, accepted: 20, unchanged: 0, rejected: 0 }, item);
    for (const again of [json, xlsx]) {
      assert.deepEqual(countsOf(again), { rows: 20, accepted: 0, unchanged: 20, rejected: 0 }, item);
    }
    const [head] = await collection.sql`
      select head::json as head from record_version join record_version_content using (sequence)
      where submission_id = ${csv.submissionId} order by sequence limit 1`;
    assert.deepEqual([head?.['head'].item, head?.['head'].format], [item, `${item}@1`]);
  }
});

test('an ID number is sealed in the record and in the stored file, and is shown nowhere', async () => {
  const { submissionId } = await load('LIC', asCsv(records('LIC', 100, 3, { legalRepresentativeIdNumber: ID_NUMBER })));
  const sealer = createSealer(await readFile(collection.env['COLLECTION_SEALING_KEY_FILE'] ?? ''));
  const rows = await collection.sql<{ recordId: string; shown: string; sealed: Buffer }[]>`
    select record_id as "recordId", head || public_part || restricted_part as shown, sealed
    from record_version join record_version_content using (sequence) join record_version_internal using (sequence)
    where submission_id = ${submissionId}`;
  const [piece] = await collection.sql<
    { bytes: Buffer }[]
  >`select bytes from upload_chunk where submission_id = ${submissionId}`;

  assert.equal(rows.length, 3);
  for (const { recordId, shown, sealed } of rows) {
    assert.ok(!shown.includes(ID_NUMBER));
    assert.match(sealer.open(sealed, recordId).toString(), new RegExp(ID_NUMBER));
    assert.throws(() => sealer.open(sealed, `${recordId}0`));
  }
  assert.throws(() => zstdDecompressSync(piece!.bytes));
  assert.match(
    zstdDecompressSync(sealer.open(piece!.bytes, `upload ${submissionId} 1`)).toString(),
    new RegExp(ID_NUMBER),
  );
});

test('a report never shows what must not leave the node, of a field or of a whole row', async () => {
  const bad = `${ID_NUMBER}\u0001`;
  const csv = asCsv(records('LIC', 120, 2, { legalRepresentativeIdNumber: bad }));
  const { submissionId } = await load('LIC', `${csv}${ID_NUMBER},多余\n`);
  const errors = await collection.errors(submissionId);

  assert.ok(errors.length >= 3);
  assert.ok(!JSON.stringify(errors).includes(ID_NUMBER.slice(0, -1)));
  assert.equal(errors.find(({ field }) => field === 'legalRepresentativeIdNumber')?.value, '***');
});

test('another ID number alone makes a version, and taking it back brings the former one back', async () => {
  const list = records('LIC', 140, 1, { legalRepresentativeIdNumber: ID_NUMBER });
  const first = await load('LIC', asJson(list));
  const same = await load('LIC', asJson(list));
  const other = await load(
    'LIC',
    asJson(records('LIC', 140, 1, { legalRepresentativeIdNumber: '330199199001010042' })),
  );
  await collection.act(other.submissionId, 'take-back', { reason: '误传' });
  await collection.untilEnded(other.submissionId, ['taken_back']);
  const digests = await collection.sql<{ digest: string }[]>`
    select encode(digest, 'hex') as digest from record_version_internal join record_version using (sequence)
    where record_id = (select record_id from record_version where submission_id = ${first.submissionId}) order by version`;

  assert.deepEqual([first.accepted, same.unchanged, other.accepted], [1, 1, 1]);
  assert.equal(digests.length, 3);
  assert.equal(digests[2]?.digest, digests[0]?.digest);
  assert.notEqual(digests[1]?.digest, digests[0]?.digest);
});

test('a lawful withdrawal leaves nothing sealed', async () => {
  const { submissionId } = await load(
    'LIC',
    asJson(records('LIC', 160, 1, { legalRepresentativeIdNumber: ID_NUMBER })),
  );
  const [version] = await collection.sql<{ recordId: string }[]>`
    select record_id as "recordId" from record_version where submission_id = ${submissionId}`;
  const body = JSON.stringify({ recordIds: [version!.recordId], reason: '法院裁定', authority: '（2026）某号' });
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
  const response = await collection.call('/v1/withdrawals', init, collection.token('province-admin'));
  const left = await collection.sql`
    select sequence from record_version_internal join record_version using (sequence) where submission_id = ${submissionId}`;

  assert.ok(response.ok);
  assert.deepEqual([...left], []);
});

test('with another sealing key the service is not ready, and takes in nothing that is to be sealed', async () => {
  const keyFile = `${collection.env['COLLECTION_SEALING_KEY_FILE']}.other`;
  await writeFile(keyFile, randomBytes(32));
  await using next = await startCollection(
    readCollectionConfig({ ...collection.env, COLLECTION_SEALING_KEY_FILE: keyFile }),
  );
  const base = `http://127.0.0.1:${next.http.port}`;
  const headers = { authorization: `Bearer ${collection.token('department')}`, 'content-type': 'text/csv' };
  const refused = await fetch(`${base}/v1/submissions?item=LIC`, {
    method: 'POST',
    headers,
    body: asCsv(records('LIC', 180, 1)),
  });

  assert.deepEqual([refused.status, ((await refused.json()) as { reason: string }).reason], [503, 'wrong_sealing_key']);
  assert.equal((await fetch(`${base}/health/ready`)).status, 503);
});
