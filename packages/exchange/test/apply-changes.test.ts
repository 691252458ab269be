import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyChanges, findRecords, postgresRecordSource, readContents } from '../src/index.ts';
import { aCopy, Province, rowsOf } from './a-copy.ts';

const TABLES = ['record', 'record_content', 'subject'] as const;

test('a published registration is found with the content its leaf commits to', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const change = zhejiang.publish({ name: '杭州云栖科技有限公司', statusText: '存续', legalRepresentative: '张三' });

  await zhejiang.apply(copy.sql, { ...change, restrictedPart: '{"telephone":"1"}' });

  const contents = await readContents(copy.sql, { node: '330000', generation: 1, fromIndex: 0, toIndex: 10 });
  const { recordId, salt, head, publicPart } = change;
  const content = { recordId, salt, head, publicPart, restrictedPart: '{"telephone":"1"}' };
  assert.deepEqual([...contents], [[change.leafIndex, content]]);
  assert.deepEqual(await postgresRecordSource(copy.sql).findSubject(change.subjectId), {
    code: change.subjectId,
    name: '杭州云栖科技有限公司',
    formerNames: [],
    registrationNumber: null,
    type: null,
    status: '存续',
    node: '330000',
    legalRepresentative: '张三',
    establishedOn: '2016-03-01',
    asOfMs: change.timeMs,
    leafIndex: change.leafIndex,
    recordId,
  });
});

test('applying the same changes again changes nothing', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const first = zhejiang.publish({ name: '甲公司' });
  const second = zhejiang.publish({ name: '甲公司二', code: first.subjectId });
  const other = zhejiang.publish({ name: '乙公司' });
  await zhejiang.apply(copy.sql, first, second, other);
  const before = await Promise.all(TABLES.map((table) => rowsOf(copy.sql, table)));

  await zhejiang.apply(copy.sql, first, other);
  await zhejiang.apply(copy.sql, second);

  assert.deepEqual(await Promise.all(TABLES.map((table) => rowsOf(copy.sql, table))), before);
});

test('of several changes of one record in a batch the last counts and only its content is stored', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const first = zhejiang.publish({ name: '甲公司' });
  const second = zhejiang.publish({ name: '甲集团', code: first.subjectId });
  const gone = zhejiang.publish({ name: '丙公司' });

  await zhejiang.apply(copy.sql, first, gone, second, zhejiang.withdraw(gone));

  const records = await findRecords(copy.sql, '330000', [first.recordId, gone.recordId]);
  assert.deepEqual(records, new Map([[first.recordId, stateOf(second)]]));
  const contents = await readContents(copy.sql, { node: '330000', generation: 1, fromIndex: 0, toIndex: 10 });
  assert.deepEqual([...contents.keys()], [second.leafIndex]);
});

test('what a caller has found already need not be looked up again', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const first = zhejiang.publish({ name: '甲公司' });
  const second = zhejiang.publish({ name: '甲集团', code: first.subjectId });
  await zhejiang.apply(copy.sql, first);

  await copy.sql.begin(async (tx) => {
    const found = await findRecords(tx, '330000', [first.recordId]);
    await applyChanges(tx, zhejiang, [first, second], found);
  });

  const records = await findRecords(copy.sql, '330000', [first.recordId]);
  assert.deepEqual(records.get(first.recordId), stateOf(second));
});

test('a newer version deletes the salt and content of the one before', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const first = zhejiang.publish({ name: '甲公司' });
  const second = zhejiang.publish({ name: '甲集团', code: first.subjectId });
  await zhejiang.apply(copy.sql, first);

  await zhejiang.apply(copy.sql, second);

  const contents = await readContents(copy.sql, { node: '330000', generation: 1, fromIndex: 0, toIndex: 10 });
  assert.deepEqual([...contents.keys()], [second.leafIndex]);
  assert.equal((await postgresRecordSource(copy.sql).findSubject(first.subjectId))?.name, '甲集团');
});

test('a withdrawal leaves neither record nor content nor subject', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const change = zhejiang.publish({ name: '甲公司' });
  await zhejiang.apply(copy.sql, change);

  await zhejiang.apply(copy.sql, zhejiang.withdraw(change));

  for (const table of TABLES) assert.deepEqual(await rowsOf(copy.sql, table), [], table);
});

test('what was withdrawn can be published again', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const change = zhejiang.publish({ name: '甲公司' });
  await zhejiang.apply(copy.sql, change);
  await zhejiang.apply(copy.sql, zhejiang.withdraw(change));
  const again = zhejiang.publish({ name: '甲公司', code: change.subjectId });

  await zhejiang.apply(copy.sql, again);

  const subject = await postgresRecordSource(copy.sql).findSubject(change.subjectId);
  assert.equal(subject?.leafIndex, again.leafIndex);
});

test('a record of a new generation of the log replaces the old one, though its leaf index is lower', async () => {
  await using copy = await aCopy('330000');
  const before = new Province('330000');
  const filler = before.publish({ name: '乙公司' });
  const old = before.publish({ name: '甲公司' });
  await before.apply(copy.sql, filler, old);
  const after = new Province('330000');
  after.generation = 2;
  const renewed = after.publish({ name: '甲公司新', code: old.subjectId });

  await after.apply(copy.sql, renewed);
  await before.apply(copy.sql, old);

  const records = await findRecords(copy.sql, '330000', [old.recordId]);
  assert.deepEqual(records.get(old.recordId), { ...stateOf(renewed), generation: 2 });
  const contents = await readContents(copy.sql, { node: '330000', generation: 1, fromIndex: 0, toIndex: 10 });
  assert.deepEqual([...contents.keys()], [filler.leafIndex]);
  assert.equal((await postgresRecordSource(copy.sql).findSubject(old.subjectId))?.name, '甲公司新');
});

test('a record of another item is listed under its subject and makes no subject of its own', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const penalty = zhejiang.publish({ name: '罚款' }, { item: 'PEN' });

  await zhejiang.apply(copy.sql, penalty);

  const source = postgresRecordSource(copy.sql);
  assert.equal(await source.findSubject(penalty.subjectId), undefined);
  const records = await source.listRecords(penalty.subjectId, { limit: 10 });
  assert.deepEqual(
    records?.items.map(({ recordId }) => recordId),
    [penalty.recordId],
  );
});

test('content is kept byte for byte, whatever characters it has', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const scope = '"引号"\\反斜杠\\n{花括号},逗号\t制表\n换行 \u2028 \u{20bb7} NULL \u0001 \u0000';
  const changes = [zhejiang.publish({ name: '甲公司', businessScope: scope }), zhejiang.publish({ name: '乙公司' })];

  await zhejiang.apply(copy.sql, ...changes);

  const contents = await readContents(copy.sql, { node: '330000', generation: 1, fromIndex: 0, toIndex: 10 });
  const stored = [...contents.values()].map(({ publicPart }) => publicPart);
  assert.deepEqual(
    stored,
    changes.map(({ publicPart }) => publicPart),
  );
});

test('a batch with a raw control character that could mix rows up is refused whole', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const changes = [zhejiang.publish({ name: '甲公司' }), zhejiang.publish({ name: '乙公司' })];

  const mixed = changes.map((change) => ({ ...change, publicPart: `${change.publicPart}\u0001` }));
  await assert.rejects(zhejiang.apply(copy.sql, ...mixed));

  for (const table of TABLES) assert.deepEqual(await rowsOf(copy.sql, table), [], table);
});

test('a registration without a name is refused with a reason', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const change = { ...zhejiang.publish({ name: '甲公司' }), publicPart: '{"establishedOn":"2016-03-01"}' };

  await assert.rejects(zhejiang.apply(copy.sql, change), { code: 'unprocessable', reason: 'not_a_registration' });
});

function stateOf(change: ReturnType<Province['publish']>) {
  const { version, leafIndex, pseudonym, subjectId, item, timeMs } = change;
  return { version, generation: 1, leafIndex, pseudonym, subjectId, item, timeMs };
}
