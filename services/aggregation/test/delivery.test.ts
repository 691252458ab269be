import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutBefore, type PublishedBatch, type PublishedLeaf } from '@necips/exchange';
import { openCentre } from './centre.ts';
import { quarantineReasons, repairs, shownName, shownSubjects, troubleOf, verifiedSize } from './look.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';

test('messages that come again change nothing', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive, served } = await centre.enrol(province);
  const batches = [
    province.publish(aRegistration(1)),
    province.withdraw(codeOf(1)),
    province.publish(aRegistration(2)),
  ];
  await receive(...batches);

  await receive(...batches);
  await receive(...batches.slice(1));

  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(2)]);
  assert.equal(await verifiedSize(centre.sql), 3);
  assert.deepEqual(await quarantineReasons(centre.sql), []);
  assert.deepEqual(served.reads, []);
});

test('a batch is applied once, though it comes twice among the same messages', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  const batch = province.publish(aRegistration(1));

  await receive(batch, batch, province.publish(aRegistration(2)));

  assert.equal(await verifiedSize(centre.sql), 2);
});

test('a batch that overlaps what is applied is cut, and the rest of it applied', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  await receive(province.publish(aRegistration(1)));
  const [first] = province.batches as [PublishedBatch];
  const second = province.publish(aRegistration(2), aRegistration(3));

  await receive({ ...second, firstIndex: 0, leaves: [...first.leaves, ...second.leaves] });

  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1), codeOf(2), codeOf(3)]);
  assert.deepEqual(await quarantineReasons(centre.sql), []);
});

test('leaves that differ from applied ones are kept as evidence of nothing and never applied', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  const batch = province.publish(aRegistration(1), aRegistration(2));
  await receive(batch);

  await receive({ ...batch, leaves: batch.leaves.toReversed() });

  assert.deepEqual(await quarantineReasons(centre.sql), ['differs_from_applied']);
  assert.deepEqual(await troubleOf(centre.sql), { trouble: null, isStopped: false });
  assert.equal(await verifiedSize(centre.sql), 2);
});

test('a gap is read from the province and written down', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  const [first, , third] = [1, 2, 3].map((n) => province.publish(aRegistration(n)));
  await receive(first as PublishedBatch);

  await receive(third as PublishedBatch);

  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1), codeOf(2), codeOf(3)]);
  assert.deepEqual(await repairs(centre.sql), [{ kind: 'gap', fromIndex: 1, toIndex: 3, how: 'bulk_read' }]);
});

test('messages in the wrong order end in the right state', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  const batches = [1, 2, 3, 4].map((n) => province.publish(aRegistration(n)));
  batches.push(province.publish(aRegistration(2, { name: '杭州后名科技有限公司' })));

  await receive(...batches.toReversed());

  assert.equal(await verifiedSize(centre.sql), 5);
  assert.equal(await shownName(centre.sql, codeOf(2)), '杭州后名科技有限公司');
});

test('while the province is away a gap stays open, and what follows it heals it', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive, served, province: followed } = await centre.enrol(province);
  const batches = [1, 2, 3].map((n) => province.publish(aRegistration(n)));
  served.isAway = true;
  await receive(batches[2] as PublishedBatch);
  assert.equal(await verifiedSize(centre.sql), 0);
  assert.match((await troubleOf(centre.sql)).trouble ?? '', /身份服务|away|unavailable/);

  served.isAway = false;
  followed.repairPause.succeeded();
  await receive(batches[1] as PublishedBatch);

  assert.equal(await verifiedSize(centre.sql), 3);
  assert.equal((await troubleOf(centre.sql)).trouble, null);
  assert.deepEqual(await repairs(centre.sql), [{ kind: 'gap', fromIndex: 0, toIndex: 3, how: 'bulk_read' }]);
});

test('a centre that starts anew goes on where it stopped', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const before = await centre.enrol(province);
  await before.receive(province.publish(aRegistration(1)));

  const after = centre.reopen(before);
  await after.receive(province.publish(aRegistration(2)), province.withdraw(codeOf(1)));

  assert.equal(await verifiedSize(centre.sql), 3);
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(2)]);
});

test('of two processes that are given the same messages one applies each leaf', async () => {
  await using centre = await openCentre({ AGGREGATION_TRANSACTION_LEAVES_MAX: '3' });
  const province = new TestProvince();
  const one = await centre.enrol(province);
  const other = centre.reopen(one);
  const batches = Array.from({ length: 12 }, (_, i) =>
    province.publish(aRegistration(2 * i), aRegistration(2 * i + 1)),
  );

  await Promise.all([one.receive(...batches), other.receive(...batches)]);

  assert.equal(await verifiedSize(centre.sql), 24);
  assert.equal((await shownSubjects(centre.sql)).length, 24);
  const [stored] = await centre.sql`select sum(leaf_count)::int as leaves from exchange.log_batch`;
  assert.equal(stored?.leaves, 24);
  assert.deepEqual(await quarantineReasons(centre.sql), []);
});

test('a poisoned topic leaves another province untouched', async () => {
  await using centre = await openCentre();
  const [poisoned, sound] = [new TestProvince('330000'), new TestProvince('440000')];
  const [bad, good] = [await centre.enrol(poisoned), await centre.enrol(sound)];
  bad.served.isAway = true;
  const stolen = sound.publish(aRegistration(2));

  await Promise.all([
    bad.receive(stolen, Buffer.from([0xff]), poisoned.publish(aRegistration(1, { head: { node: '440000' } }))),
    good.receive(stolen),
  ]);

  assert.equal(await verifiedSize(centre.sql, '330000'), 0);
  assert.equal(await verifiedSize(centre.sql, '440000'), 1);
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(2)]);
});

test('a message whose content is empty is refused, and the next one applied', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  const batch = province.publish(aRegistration(1));
  const emptied = (...members: ('head' | 'publicPart')[]) => ({
    ...batch,
    leaves: batch.leaves.map((leaf) => ({ ...leaf, ...Object.fromEntries(members.map((member) => [member, ''])) })),
  });

  await receive(emptied('publicPart'), emptied('head'), emptied('head', 'publicPart'), batch);

  assert.deepEqual(await quarantineReasons(centre.sql), Array(3).fill('content_differs'));
  assert.equal(await verifiedSize(centre.sql), 1);
});

test('content that a later leaf of the batch supersedes may be left out', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  const leaves = [province.leafOf(aRegistration(1)), province.leafOf(aRegistration(1, { name: '杭州后名有限公司' }))];

  await receive(without(province.sign(leaves), 0));

  assert.equal(await shownName(centre.sql, codeOf(1)), '杭州后名有限公司');
});

test('content that a leaf further on supersedes may be left out, once the public log proves that leaf', async () => {
  await using centre = await openCentre({ AGGREGATION_TRANSACTION_LEAVES_MAX: '1' });
  const province = new TestProvince();
  const { receive, served } = await centre.enrol(province);
  const first = province.publish(aRegistration(1), aRegistration(2), aRegistration(3));
  const later = [province.publish(aRegistration(1, { name: '杭州后名有限公司' })), province.withdraw(codeOf(2))];

  await receive(without(first, 0, 1));
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(3)]);
  await receive(...later);

  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1), codeOf(3)]);
  assert.equal(await verifiedSize(centre.sql), 5);
  assert.deepEqual(served.reads, []);
});

test('content left out without need is not believed gone, and read from the province', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive, served } = await centre.enrol(province);
  const batch = province.publish(aRegistration(1), aRegistration(2));

  await receive(without(batch, 0));

  assert.deepEqual(served.reads, [{ firstIndex: 0 }]);
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1), codeOf(2)]);
});

test('leaves that do not lead to the signed tip prove nothing about missing content', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive, served } = await centre.enrol(province);
  const first = province.publish(aRegistration(1));
  province.publish(aRegistration(2));
  served.batches = () => [without(first, 0)];
  // The public log pretends that the second leaf is about the first record.
  served.leaves = () => [first.leaves[0]?.leaf, first.leaves[0]?.leaf].filter((leaf) => leaf !== undefined);

  await receive(without(first, 0));

  assert.equal(await verifiedSize(centre.sql), 0);
  assert.match((await troubleOf(centre.sql)).trouble ?? '', /内容缺失/);
});

test('a centre far behind is brought to the tip though much of the content is gone', async () => {
  await using centre = await openCentre({ AGGREGATION_TRANSACTION_LEAVES_MAX: '20' });
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  for (let round = 1; round <= 10; round++) {
    province.publish(
      ...Array.from({ length: 30 }, (_, n) => aRegistration(n, { name: `杭州第${round}版${n}号有限公司` })),
    );
    province.withdraw(codeOf(round));
  }
  const last = province.publish(aRegistration(99));

  await receive(last);

  assert.equal(await verifiedSize(centre.sql), 311);
  const withdrawn = new Set([10]);
  const expected = [...Array.from({ length: 30 }, (_, n) => n), 99].filter((n) => !withdrawn.has(n)).map(codeOf);
  assert.deepEqual(await shownSubjects(centre.sql), expected);
  assert.equal(await shownName(centre.sql, codeOf(7)), '杭州第10版7号有限公司');
  // Every leaf that publishes either stands behind a record, or is noted with a later one that says why not.
  const [noted] = await centre.sql<{ count: number }[]>`select count(*) as count from exchange.superseded`;
  assert.equal(noted?.count, 301 - expected.length);
});

test('a batch cut down to its end is refused where its beginning was never applied', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive, served } = await centre.enrol(province);
  const batch = province.publish(aRegistration(1), aRegistration(2));
  served.isAway = true;

  await receive(cutBefore(batch, 1), { ...batch, leaves: batch.leaves.slice(0, 1) });

  assert.equal(await verifiedSize(centre.sql), 0);
  assert.deepEqual(await quarantineReasons(centre.sql), ['wrong_size']);
});

/** The batch without the content of some of its leaves. */
function without(batch: PublishedBatch, ...indexes: number[]): PublishedBatch {
  const gone = {
    recordId: '',
    salt: new Uint8Array(0),
    head: '',
    publicPart: '',
    restrictedPart: '',
    contentGone: true,
  };
  const leaves = batch.leaves.map((leaf, i): PublishedLeaf => (indexes.includes(i) ? { ...leaf, ...gone } : leaf));
  return { ...batch, leaves };
}

test('another message at the place of one in quarantine, of a topic that was made anew, is kept too', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  const first = province.message(Buffer.from('rubbish of the old topic'));
  const second = { ...first, value: Buffer.from('rubbish of the new topic') };

  await receive(first);
  await receive(second);
  await receive(first, second);

  const kept = await centre.sql<{ text: string }[]>`
    select convert_from(bytes, 'UTF8') as text from quarantine order by id`;
  assert.deepEqual(
    kept.map(({ text }) => text),
    ['rubbish of the old topic', 'rubbish of the new topic'],
  );
});
