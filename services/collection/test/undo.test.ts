import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { verifyAuditChain } from '@necips/runtime';
import { aCollection, type SubmissionJson, type TestCollection } from './support/collection.ts';
import { aCode, aFile, aRow, someRows } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_BLOCK_ROWS: '10' });
});
after(() => collection[Symbol.asyncDispose]());

/** What a record shows now: its name, or undefined where it is withdrawn. */
async function shown(
  number: number,
): Promise<{ version: number; name: string | undefined; head: Record<string, unknown> }> {
  const [row] = await collection.sql<{ version: number; operation: number; publicPart: string; head: string }[]>`
    select version, operation, public_part as "publicPart", head from record_version join record_version_content using (sequence)
    where record_id = ${`330000/REG/${aCode(number)}`} order by version desc limit 1`;
  assert.ok(row);
  const name = row.operation === 1 ? (JSON.parse(row.publicPart) as { name: string }).name : undefined;
  return { version: row.version, name, head: JSON.parse(row.head) };
}

async function takeBack(submissionId: string): Promise<SubmissionJson> {
  const response = await collection.act(submissionId, 'take-back', { reason: '文件有误' });
  assert.equal(response.status, 202);
  return await collection.untilEnded(submissionId, ['taken_back']);
}

const named = (number: number, name: string) => aRow(number, { name });

test('taking back gives what was changed its previous content and withdraws what was created', async () => {
  const first = await collection.load(aFile(...someRows(1, 25)));
  const second = await collection.load(aFile(...someRows(1, 5), named(6, '错名公司'), ...someRows(26, 40)));

  const { state, undone } = await takeBack(second.submissionId);

  assert.deepEqual([state, undone], ['taken_back', { withdrawn: 15, restored: 1, kept: 0 }]);
  const restored = await shown(6);
  assert.deepEqual([restored.version, restored.name], [3, '杭州第6贸易有限公司']);
  assert.equal((restored.head['origin'] as { batch: string }).batch, first.submissionId);
  assert.equal(restored.head['version'], 3);
  const withdrawn = await shown(30);
  assert.deepEqual([withdrawn.version, withdrawn.name, withdrawn.head['op']], [2, undefined, 'withdraw']);
});

test('the corrected file can be sent after taking back', async () => {
  const wrong = await collection.load(aFile(named(101, '错名公司')));
  await takeBack(wrong.submissionId);
  const corrected = await collection.load(aFile(aRow(101)));

  assert.equal(corrected.accepted, 1);
  assert.deepEqual([(await shown(101)).version, (await shown(101)).name], [3, '杭州第101贸易有限公司']);
});

test('what a later submission has changed is kept and reported', async () => {
  const first = await collection.load(aFile(named(201, '甲'), named(202, '甲')));
  await collection.load(aFile(named(201, '乙')));

  const { undone } = await takeBack(first.submissionId);

  assert.deepEqual(undone, { withdrawn: 1, restored: 0, kept: 1 });
  assert.equal((await shown(201)).name, '乙');
  const errors = await collection.errors(first.submissionId);
  assert.deepEqual(
    errors.map(({ row, code, finding }) => [row, code, finding]),
    [[1, 'changed_since', true]],
  );
});

test('taking back two submissions in turn brings the content of neither back', async () => {
  const first = await collection.load(aFile(named(301, '甲')));
  const second = await collection.load(aFile(named(301, '乙')));

  await takeBack(first.submissionId);
  assert.equal((await shown(301)).name, '乙');
  await takeBack(second.submissionId);
  assert.equal((await shown(301)).name, undefined);
});

test('a content that taking back has restored goes when its own submission is taken back', async () => {
  const first = await collection.load(aFile(named(401, '甲')));
  const second = await collection.load(aFile(named(401, '乙')));

  await takeBack(second.submissionId);
  assert.equal((await shown(401)).name, '甲');
  await takeBack(first.submissionId);
  assert.equal((await shown(401)).name, undefined);
});

test('taking back needs a reason and a completed submission, and is one act however often it is asked for', async () => {
  const { submissionId } = await collection.load(aFile(aRow(501)));
  const noReason = await collection.act(submissionId, 'take-back', { reason: ' ' });
  await takeBack(submissionId);
  await takeBack(submissionId);
  const cancelled = await collection.act(submissionId, 'cancel');

  assert.equal(noReason.status, 400);
  assert.equal(cancelled.status, 409);
  const acts = await collection.sql<{ act: string; actor: string; details: string }[]>`
    select act, actor, details from runtime.audit_entry where object = ${submissionId}`;
  assert.deepEqual(
    [...acts],
    [{ act: 'take_back_submission', actor: 'department-demo', details: '{"reason":"文件有误"}' }],
  );
  assert.ok((await verifyAuditChain(collection.sql)) > 0);
});

test('cancelling a submission of which nothing is recorded yet keeps nothing of it', async () => {
  const id = await anUploadUnderWay();
  const response = await collection.act(id, 'cancel');

  assert.equal(response.status, 200);
  assert.equal(((await response.json()) as SubmissionJson).state, 'cancelled');
  const chunks = await collection.sql`select 1 from upload_chunk where submission_id = ${id}`;
  assert.equal(chunks.length, 0);
  const [entry] = await collection.sql`select act from runtime.audit_entry where object = ${id}`;
  assert.equal(entry?.['act'], 'cancel_submission');
});

test('cancelling a submission half way undoes what it has recorded', async () => {
  await collection.load(aFile(...someRows(801, 805)));
  const rows = [...someRows(801, 805, { person: '李四' }), ...someRows(806, 2_000)];
  const { submissionId } = (await (await collection.submit(aFile(...rows))).json()) as SubmissionJson;
  while (((await collection.get(`/v1/submissions/${submissionId}`)) as SubmissionJson).accepted < 20)
    await new Promise(setImmediate);

  assert.equal((await collection.act(submissionId, 'cancel')).status, 200);
  const cancelled = await collection.untilEnded(submissionId, ['cancelled', 'completed']);

  assert.equal(cancelled.state, 'cancelled');
  assert.ok(cancelled.accepted < 1_200);
  assert.deepEqual(cancelled.undone, { withdrawn: cancelled.accepted - 5, restored: 5, kept: 0 });
  assert.equal((await shown(806)).name, undefined);
  assert.equal((await shown(801)).name, '杭州第801贸易有限公司');
});

/** A submission whose file is still arriving. */
async function anUploadUnderWay(): Promise<string> {
  const id = '7d3c1f0a-0000-4000-8000-000000000001';
  await collection.sql`
    insert into submission (id, item, state, department, department_name, account, file_name, received_at, alive_at)
    values (${id}, 'REG', 'receiving', '11330000002482095X', '部门', 'department-demo', '', now(), now())`;
  await collection.sql`insert into upload_chunk (submission_id, first_row, rows, bytes) values (${id}, 1, 1, '\\x00')`;
  return id;
}
