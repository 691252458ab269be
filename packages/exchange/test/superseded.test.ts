import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sql } from '@necips/runtime';
import { aCopy, Province } from './a-copy.ts';

const NODE = '330000';

test('a leaf that a later one supersedes or withdraws is noted with the next leaf about its record', async () => {
  await using copy = await aCopy(NODE);
  const province = new Province(NODE);
  const first = province.publish({ name: '杭州龙井茶业有限公司' });
  const other = province.publish({ name: '杭州西湖茶业有限公司' });
  await province.apply(copy.sql, first, other);

  const second = province.publish({ name: '杭州龙井茶叶有限公司', code: first.subjectId });
  const third = province.publish({ name: '杭州龙井名茶有限公司', code: first.subjectId });
  await province.apply(copy.sql, second, third);
  assert.deepEqual(await supersededIn(copy.sql), [
    [0, 2],
    [2, 3],
  ]);

  await province.apply(copy.sql, province.withdraw(third));
  assert.deepEqual(await supersededIn(copy.sql), [
    [0, 2],
    [2, 3],
    [3, 4],
  ]);
});

test('a record that comes again in its old version changes nothing in what is noted', async () => {
  await using copy = await aCopy(NODE);
  const province = new Province(NODE);
  const first = province.publish({ name: '杭州龙井茶业有限公司' });
  const second = province.publish({ name: '杭州龙井茶叶有限公司', code: first.subjectId });
  await province.apply(copy.sql, first, second);

  await province.apply(copy.sql, first, second);

  assert.deepEqual(await supersededIn(copy.sql), [[0, 1]]);
});

test('a record that lives again after its withdrawal does not supersede its first life', async () => {
  await using copy = await aCopy(NODE);
  const province = new Province(NODE);
  const first = province.publish({ name: '杭州龙井茶业有限公司' });
  const withdrawn = province.withdraw(first);
  const again = province.publish({ name: '杭州龙井茶业有限公司', code: first.subjectId });

  await province.apply(copy.sql, first, withdrawn, again);

  assert.deepEqual(await supersededIn(copy.sql), [[0, 1]]);
});

async function supersededIn(sql: Sql): Promise<number[][]> {
  const rows = await sql<{ leafIndex: number; successorIndex: number }[]>`
    select leaf_index as "leafIndex", successor_index as "successorIndex" from exchange.superseded order by leaf_index`;
  return rows.map(({ leafIndex, successorIndex }) => [leafIndex, successorIndex]);
}
