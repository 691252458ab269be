import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { necips } from '@necips/proto';
import { aCollection, type RowErrorJson, type TestCollection } from './support/collection.ts';
import { aCode, aFile, aRow } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection();
});
after(() => collection[Symbol.asyncDispose]());

interface Answer {
  submissionId: string;
  row: number;
  outcome: string;
  recordId: string;
  version: number;
  errors: RowErrorJson[];
  reason?: string;
}

function aRecord(number: number, more: Record<string, unknown> = {}): string {
  const [name, code, date, person] = aRow(number).split(',');
  return JSON.stringify({ 企业名称: name, UNISCID: code, establishedOn: date, 法人代表: person, ...more });
}

async function send(body: string, headers: Record<string, string> = {}, item = 'REG') {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
  const response = await collection.call(`/v1/records/${item}`, init);
  return { status: response.status, ...((await response.json()) as Answer) };
}

test('the answer to a single record says what has become of it, and it is a row that can be traced', async () => {
  const first = await send(aRecord(1));
  const again = await send(aRecord(1));
  const changed = await send(aRecord(1, { 法人代表: '李四' }));
  const wrong = await send(aRecord(2, { establishedOn: '2016-02-30' }));
  const submission = (await collection.get(`/v1/submissions/${first.submissionId}`)) as Record<string, unknown>;

  assert.deepEqual(
    [first, again, changed].map(({ status, outcome, recordId, version }) => [status, outcome, recordId, version]),
    [
      [200, 'accepted', `330000/REG/${aCode(1)}`, 1],
      [200, 'unchanged', '', 0],
      [200, 'accepted', `330000/REG/${aCode(1)}`, 2],
    ],
  );
  assert.deepEqual([wrong.status, wrong.outcome], [422, 'rejected']);
  assert.deepEqual(
    wrong.errors.map(({ field, label, value, code }) => [field, label, value, code]),
    [['establishedOn', '注册日期', '2016-02-30', 'impossible_date']],
  );
  assert.deepEqual([submission['way'], submission['item'], submission['state']], ['interface', 'REG', 'completed']);
});

test('many records at one time become few submissions, and each gets its own answer', async () => {
  const numbers = Array.from({ length: 60 }, (_, i) => 100 + i);
  const answers = await Promise.all(
    numbers.map((number) => send(aRecord(number, number % 10 === 0 ? { establishedOn: '坏' } : {}))),
  );

  for (const [i, number] of numbers.entries()) {
    const { outcome, recordId } = answers[i]!;
    assert.deepEqual(
      [outcome, recordId],
      number % 10 === 0 ? ['rejected', ''] : ['accepted', `330000/REG/${aCode(number)}`],
    );
  }
  assert.ok(new Set(answers.map(({ submissionId }) => submissionId)).size < 30);
});

test('two records about one subject at one time are both recorded, one after the other', async () => {
  const answers = await Promise.all([
    send(aRecord(200)),
    send(aRecord(201, { 法人代表: '甲' })),
    send(aRecord(201, { 法人代表: '乙' })),
    send(aRecord(201, { 法人代表: '丙' })),
  ]);
  const versions = answers.slice(1).map(({ outcome, version }) => `${outcome} ${version}`);

  assert.deepEqual(versions.toSorted(), ['accepted 1', 'accepted 2', 'accepted 3']);
});

test('the same idempotency key is answered as the first time, at the same time too, and refused with another record', async () => {
  const key = { 'idempotency-key': 'record-1' };
  const both = await Promise.all([send(aRecord(300), key), send(aRecord(300), key)]);
  const later = await send(aRecord(300), key);
  const other = await send(aRecord(301), key);

  assert.deepEqual(
    [...both, later].map(({ submissionId, row, outcome }) => [submissionId, row, outcome]),
    Array.from({ length: 3 }, () => [both[0].submissionId, both[0].row, 'accepted']),
  );
  assert.deepEqual([other.status, other.reason], [422, 'idempotency_key_reused']);
});

test('what is no JSON object, an unknown item, a repeated member and a record of 10 MB get a clear answer', async () => {
  const twice = `${aRecord(400).slice(0, -1)},"企业名称":"乙"}`;
  const repeated = await send(twice);
  const unknown = await send(aRecord(400), {}, 'XYZ');

  assert.deepEqual([(await send('[1]')).reason, (await send('{"a":')).reason], ['not_json', 'not_json']);
  assert.deepEqual([unknown.status, unknown.reason], [400, 'unknown_item']);
  assert.deepEqual([repeated.outcome, repeated.errors[0]?.code], ['rejected', 'duplicate_member']);
  assert.equal((await send(aRecord(401, { 经营范围: 'x'.repeat(10_000_000) }))).status, 413);
});

test('gRPC gives the same answers', async () => {
  using client = collection.grpc();
  const { RecordOutcome } = necips.submission.v1;
  const first = await client.unary('submitRecord', { item: 'REG', record: aRecord(500) });
  const wrong = await client.unary('submitRecord', { item: 'REG', record: aRecord(501, { UNISCID: '坏' }) });

  assert.deepEqual([first.outcome, first.version], [RecordOutcome.RECORD_OUTCOME_ACCEPTED, 1]);
  assert.equal(wrong.outcome, RecordOutcome.RECORD_OUTCOME_REJECTED);
  assert.equal(wrong.errors?.[0]?.code, 'bad_code');
  const loaded = await collection.load(aFile(aRow(500)));
  assert.equal(loaded.unchanged, 1);
});
