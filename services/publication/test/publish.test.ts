import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '@necips/testbed';
import { decodeLeaf, leafHash, rootOf, verifyLeafContent } from '@necips/tlog';
import { publishIn, startProvince } from './province.ts';
import { readEntries } from './reading.ts';
import { aRegistration, codeOf, recordIdOf } from './registrations.ts';

test('a version that collection commits is a leaf under the next checkpoint, and its record can be read', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  await published.size(0);
  assert.equal((await published.get(`/v1/subjects/${codeOf(1)}`)).status, 404);

  await province.collection.append([aRegistration({ subject: 1, version: 1, name: '杭州龙井茶业有限公司' })]);
  const { root } = await published.size(1);

  const [leaf] = await readEntries(published, 1);
  assert.ok(leaf);
  assert.deepEqual(Buffer.from(rootOf([leafHash(leaf)])), Buffer.from(root));
  const subject = (await (await published.get(`/v1/subjects/${codeOf(1)}`)).json()) as { name: string };
  assert.equal(subject.name, '杭州龙井茶业有限公司');
  const [content] = await province.sql`
    select salt, head, public_part as "publicPart", restricted_part as "restrictedPart" from exchange.record_content`;
  assert.ok(verifyLeafContent(decodeLeaf(leaf), content as never));
});

test('at no moment is a record shown that the signed log does not hold', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province, { settings: { BATCH_LEAVES_MAX: '50' } });
  const rows = Array.from({ length: 1_500 }, (_, subject) => aRegistration({ subject, version: 1 }));
  await province.collection.append(rows);

  let looks = 0;
  await until(async () => {
    looks += 1;
    const [seen] = await province.sql<{ size: number; shown: number; last: number; checkpoint: string }[]>`
      select size, checkpoint, (select count(*) from exchange.record) as shown,
        (select coalesce(max(leaf_index), -1) from exchange.record) as last from log_state`;
    if (!seen) return false;
    assert.deepEqual([seen.shown, seen.last], [seen.size, seen.size - 1]);
    assert.equal(seen.checkpoint.split('\n')[1], String(seen.size));
    return seen.size === 1_500;
  });

  assert.ok(looks > 1);
  await published.size(1_500);
});

test('the same feed entry twice gives one leaf', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  const first = aRegistration({ subject: 1, version: 1 });

  await province.collection.append([first]);
  await published.size(1);
  await province.collection.append([first, aRegistration({ subject: 2, version: 1 })]);
  await published.size(2);

  const [row] = await province.sql<{ batches: number }[]>`select count(*) as batches from exchange.log_batch`;
  assert.equal(row?.batches, 2);
});

test('a withdrawn record is gone from queries with salt and content, and its leaf commits to nothing', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  await province.collection.append([
    aRegistration({ subject: 1, version: 1 }),
    aRegistration({ subject: 2, version: 1 }),
  ]);
  await published.size(2);

  await province.collection.append([aRegistration({ subject: 1, version: 2, op: 'withdraw' })]);
  await published.size(3);

  assert.equal((await published.get(`/v1/subjects/${codeOf(1)}`)).status, 404);
  assert.equal((await published.get(`/v1/subjects/${codeOf(1)}/records`)).status, 404);
  const kept = await province.sql`select head from exchange.record_content`;
  assert.deepEqual(
    kept.map(({ head }) => JSON.parse(head as string).recordId),
    [recordIdOf(2)],
  );
  const entries = await readEntries(published, 3);
  const [publication, withdrawal] = [decodeLeaf(entries[0] as Uint8Array), decodeLeaf(entries[2] as Uint8Array)];
  assert.equal(withdrawal.op, 'withdraw');
  assert.deepEqual(withdrawal.pseudonym, publication.pseudonym);
  assert.deepEqual(
    [...withdrawal.publicCommitment, ...withdrawal.restrictedCommitment],
    Array.from({ length: 64 }, () => 0),
  );
});

test('leaf time never runs backwards, even when the clock does', async () => {
  await using province = await startProvince();
  const clock = { ms: Date.parse('2026-03-01T08:00:00Z') };
  await using published = await publishIn(province, { now: () => clock.ms });
  await province.collection.append([aRegistration({ subject: 1, version: 1 })]);
  await published.size(1);

  clock.ms -= 3_600_000;
  await province.collection.append([aRegistration({ subject: 2, version: 1 })]);
  await published.size(2);
  clock.ms += 7_200_000;
  await province.collection.append([aRegistration({ subject: 3, version: 1 })]);
  await published.size(3);

  const times = (await readEntries(published, 3)).map((entry) => new Date(decodeLeaf(entry).time).toISOString());
  assert.deepEqual(times, ['2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.000Z', '2026-03-01T09:00:00.000Z']);
});

test('while collection is away reading goes on, and publishing goes on when it is back', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  await province.collection.append([aRegistration({ subject: 1, version: 1 })]);
  await published.size(1);

  await province.collection.stop();
  await province.collection.append([aRegistration({ subject: 2, version: 1 })]);
  assert.equal((await published.get(`/v1/subjects/${codeOf(1)}`)).status, 200);
  assert.equal((await published.get('/health/ready')).status, 200);
  await province.collection.start();

  await published.size(2);
});
