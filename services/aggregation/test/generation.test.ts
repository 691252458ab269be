// A log that cannot go on is followed by a new generation: permitted, begun by a leaf that names what was verified, carried over in place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countCarriedOver, type PublishedBatch } from '@necips/exchange';
import { verifyAuditChain } from '@necips/runtime';
import { makeKey } from '@necips/tlog';
import { catchUp } from '../src/commands/batches/catch-up.ts';
import { enrolNode } from '../src/commands/enrol-node.ts';
import { hearCheckpoint } from '../src/commands/proof/hear-checkpoint.ts';
import { proveLog } from '../src/commands/proof/prove-log.ts';
import { orderGeneration } from '../src/commands/stop/order-generation.ts';
import { orderStop } from '../src/commands/stop/order-stop.ts';
import { getGeneration } from '../src/queries/get-generation.ts';
import { getVerifiedHead } from '../src/queries/get-verified-head.ts';
import { getNodeStatus } from '../src/queries/list-node-status.ts';
import { type Enrolled, openCentre, type TestCentre } from './centre.ts';
import { quarantineReasons, shownName, shownSubjects, verifiedSize } from './look.ts';
import { patrolOnce } from './patrol-rounds.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';

const NODE = '330000';

test('a permitted generation takes the place of the old log record by record, and nothing that is shown is ever missing', async () => {
  await using centre = await openCentre();
  const { old, enrolled } = await aVerifiedProvince(centre, 5);
  const before = await copyOf(centre);
  const { next } = await permitNext(centre, old, enrolled);

  await enrolled.receive(next.follow(old.followed, 5));
  for (const n of [1, 2, 3]) {
    await enrolled.receive(next.publish(aRegistration(n)));
    assert.deepEqual(await copyOf(centre), before, 'as shown before');
  }
  assert.deepEqual((await statusOf(centre)).carryOver, {
    previousGeneration: 1,
    previousSize: 5,
    records: 5,
    carried: 3,
    reason: '第 2 代日志接续中，已接续 3 条，共 5 条 (carrying over: 3 of 5)',
  });
  await enrolled.receive(next.publish(aRegistration(4)), next.publish(aRegistration(5)), next.follow(old.followed, 5));

  assert.deepEqual(await copyOf(centre), before);
  assert.deepEqual(await countCarriedOver(centre.sql, { node: NODE, generation: 2 }), { carried: 5, left: 0 });
  const { carryOver, generation, state } = await statusOf(centre);
  assert.deepEqual([carryOver, generation, state], [null, 2, 'verified']);
  assert.deepEqual(await quarantineReasons(centre.sql), []);
  await enrolled.receive(next.publish(aRegistration(1, { name: '改名后的公司' })), next.withdraw(codeOf(2)));
  assert.equal(await shownName(centre.sql, codeOf(1)), '改名后的公司');
  assert.deepEqual(await shownSubjects(centre.sql), [1, 3, 4, 5].map(codeOf));
  assert.equal(await verifyAuditChain(centre.sql), 2);
});

test('a generation that nobody permitted is kept in quarantine, and the log goes on', async () => {
  await using centre = await openCentre();
  const { old, enrolled } = await aVerifiedProvince(centre, 2);
  const next = old.next();

  await enrolled.receive(next.follow(old.followed, 2), next.publish(aRegistration(8)), old.publish(aRegistration(3)));

  assert.deepEqual(await quarantineReasons(centre.sql), ['other_generation', 'other_generation']);
  assert.deepEqual(await shownSubjects(centre.sql), [1, 2, 3].map(codeOf));
});

test('a generation whose first leaf names anything but what was verified last is refused', async () => {
  await using centre = await openCentre();
  const { old, enrolled } = await aVerifiedProvince(centre, 2);
  const followed = old.followed;
  const { next } = await permitNext(centre, old, enrolled);
  const lies = [
    { ...followed, size: 1 },
    { ...followed, generation: 7 },
    { ...followed, root: new Uint8Array(32).fill(3) },
    { ...followed, checkpoint: '' },
  ];

  for (const lie of lies) await enrolled.receive(next.copy().follow(lie, 2));
  await enrolled.receive(next.copy().publish(aRegistration(9)));

  assert.deepEqual(await quarantineReasons(centre.sql), Array(5).fill('generation_differs'));
  assert.deepEqual(await shownSubjects(centre.sql), [1, 2].map(codeOf));
  await enrolled.receive(next.follow(followed, 2));
  assert.equal(await verifiedSize(centre.sql), 1);
});

test('that all is carried over is believed only where the log itself shows as many current records, and only once', async () => {
  await using centre = await openCentre();
  const { old, enrolled } = await aVerifiedProvince(centre, 3);
  const { next } = await permitNext(centre, old, enrolled);
  await enrolled.receive(next.follow(old.followed, 3), next.publish(aRegistration(1)));

  await enrolled.receive(next.copy().follow(old.followed, 3));
  const among = next.copy();
  await enrolled.receive(among.sign([among.leafOf(aRegistration(2)), ...among.copy().follow(old.followed, 2).leaves]));
  assert.deepEqual(await quarantineReasons(centre.sql), ['generation_differs', 'generation_differs']);
  assert.deepEqual(await shownSubjects(centre.sql), [1, 2, 3].map(codeOf));
  await enrolled.receive(next.follow(old.followed, 1));

  assert.deepEqual(
    await shownSubjects(centre.sql),
    [1].map(codeOf),
    'what was not carried over is not shown by the province',
  );
  await enrolled.receive(next.follow(old.followed, 1));
  assert.equal((await quarantineReasons(centre.sql)).length, 3);
});

test('what is withdrawn while the new log is carrying over is gone at once, and does not come back', async () => {
  await using centre = await openCentre();
  const { old, enrolled } = await aVerifiedProvince(centre, 4);
  const { next } = await permitNext(centre, old, enrolled);

  await enrolled.receive(next.follow(old.followed, 4), next.publish(aRegistration(1)));
  await enrolled.receive(next.withdrawOf(old, codeOf(2)), next.withdraw(codeOf(1)));
  assert.deepEqual(await shownSubjects(centre.sql), [3, 4].map(codeOf));
  await enrolled.receive(next.publish(aRegistration(3), aRegistration(4)), next.follow(old.followed, 2));

  assert.deepEqual(await shownSubjects(centre.sql), [3, 4].map(codeOf));
  const [contents] = await centre.sql`select count(*)::int as count from exchange.record_content`;
  assert.equal(contents?.['count'], 2);
});

test('a stopped province goes on in its new generation, what the old log says later changes nothing, and its evidence stays', async () => {
  await using centre = await openCentre();
  const { old, enrolled } = await aVerifiedProvince(centre, 2);
  const thief = old.copy();
  thief.publish(aRegistration(7));
  await orderStop(centre.context, { node: NODE, reason: '密钥疑似泄露', actor: 'admin' });
  enrolled.province.changed();
  const { next } = await permitNext(centre, old, enrolled);

  await enrolled.receive(...thief.batches.slice(-1), next.follow(old.followed, 2), ...thief.batches.slice(-1));
  await enrolled.receive(next.publish(aRegistration(1), aRegistration(2)), next.follow(old.followed, 2));

  assert.deepEqual(await shownSubjects(centre.sql), [1, 2].map(codeOf));
  assert.deepEqual(await quarantineReasons(centre.sql), []);
  const leaves =
    await centre.sql`select generation, sum(leaf_count)::int as leaves from exchange.log_batch group by 1 order by 1`;
  assert.deepEqual(
    leaves.map(({ generation, leaves: count }) => [generation, count]),
    [
      [1, 2],
      [2, 4],
    ],
  );
  assert.deepEqual(await getVerifiedHead(centre.context, NODE, 1).then(({ size }) => size), 2);
  assert.equal((await proveLog(centre.context, NODE, 1, 1)).checkpoint, old.checkpoint);
  const keys = await centre.sql`select generation from exchange.log_key order by generation`;
  assert.deepEqual(
    keys.map(({ generation }) => generation),
    [1, 2],
  );
});

test('a centre from before the old log’s end is told that end by a checkpoint that the old log signed, and by no other', async () => {
  await using centre = await openCentre();
  const { old, enrolled } = await aVerifiedProvince(centre, 2);
  const earlier = old.batches[0]?.checkpoint;
  const forger = new TestProvince(NODE);
  const forgotten = old.publish(aRegistration(3), aRegistration(4));
  forger.publish(...[1, 2, 3, 4].map((n) => aRegistration(n)));
  const [end, next] = [old.followed, old.next()];

  for (const wrong of [earlier, forger.checkpoint, `${end.checkpoint}x`, 'no note'])
    await assert.rejects(order(centre, next.verifierKey, wrong), { code: 'invalid', reason: 'bad_checkpoint' });
  await order(centre, next.verifierKey, end.checkpoint);
  enrolled.province.changed();
  await enrolled.receive(forgotten, next.follow(end, 4));
  await enrolled.receive(next.publish(...[1, 2, 3, 4].map((n) => aRegistration(n))), next.follow(end, 4));

  assert.deepEqual(await quarantineReasons(centre.sql), []);
  assert.deepEqual(await shownSubjects(centre.sql), [1, 2, 3, 4].map(codeOf));
  assert.equal((await statusOf(centre)).state, 'verified');
});

test('the act is refused for a key under a used name; repeated before the beginning it pins another key, and an enrolment changes nothing', async () => {
  await using centre = await openCentre();
  const { old, enrolled } = await aVerifiedProvince(centre, 1);
  const { checkpoint } = old;
  await assert.rejects(order(centre, old.verifierKey), { code: 'conflict', reason: 'name_used' });
  await assert.rejects(order(centre, makeKey(old.origin).verifierKey), { code: 'conflict', reason: 'name_used' });
  await assert.rejects(order(centre, 'no key'), { code: 'invalid' });

  await order(centre, old.next().verifierKey);
  const { next } = await permitNext(centre, old, enrolled);

  const { generation, verifierKey, previous } = await getGeneration(centre.context, NODE);
  assert.deepEqual(
    [generation, verifierKey, previous?.size, previous?.checkpoint],
    [2, next.verifierKey, 1, checkpoint],
  );
  const { province } = enrolled;
  const again = { ...province.node, logOrigin: old.origin, logKey: old.verifierKey };
  assert.equal(await enrolNode(centre.context, again, 'admin'), 'unchanged');
  await enrolled.receive(next.follow(old.followed, 1), next.publish(aRegistration(1)), next.follow(old.followed, 1));
  assert.equal((await statusOf(centre)).state, 'verified');
});

test('a generation is caught up by bulk read, also where content is gone already, and the patrol finds nothing wrong', async () => {
  await using centre = await openCentre();
  const { old, enrolled } = await aVerifiedProvince(centre, 3);
  const { next, opened } = await permitNext(centre, old, enrolled);
  next.follow(old.followed, 3);
  next.publish(aRegistration(1), aRegistration(2));
  next.publish(aRegistration(3));
  next.follow(old.followed, 3);
  next.publish(aRegistration(1, { name: '新名称' }));
  next.withdraw(codeOf(2));

  const signal = new AbortController().signal;
  const size = await hearCheckpoint(centre.context, opened.province, signal);
  await catchUp(centre.context, opened.province, { kind: 'behind', toIndex: size }, signal);

  assert.deepEqual(await shownSubjects(centre.sql), [1, 3].map(codeOf));
  assert.equal(await shownName(centre.sql, codeOf(1)), '新名称');
  assert.deepEqual(await patrolOnce(centre, opened), NOTHING);
});

test('a row that is planted in the old log is found, and a damaged state is brought back to the newest generation', async () => {
  await using centre = await openCentre();
  const { old, enrolled } = await aVerifiedProvince(centre, 3);
  const { next, opened } = await permitNext(centre, old, enrolled);
  await opened.receive(next.follow(old.followed, 3), next.publish(...[1, 2, 3].map((n) => aRegistration(n))));
  await opened.receive(next.follow(old.followed, 3));
  const before = await copyOf(centre);
  await centre.sql`
    insert into exchange.record select node, record_id || 'X', subject_id, item, version, 1, 0, gen_random_uuid(), time_ms
    from exchange.record limit 1`;
  await centre.sql`update node_state set generation = 1`;
  opened.province.forget();

  await patrolOnce(centre, opened);
  await patrolOnce(centre, opened);

  assert.deepEqual(await copyOf(centre), before);
  assert.equal((await statusOf(centre)).generation, 2);
  assert.deepEqual(await patrolOnce(centre, opened), NOTHING);
});

const NOTHING = { found: [], mended: [], contradicted: [], failures: [] };

/** A province of which this many registrations are verified. */
async function aVerifiedProvince(
  centre: TestCentre,
  count: number,
): Promise<{ old: TestProvince; enrolled: Enrolled }> {
  const old = new TestProvince(NODE);
  const enrolled = await centre.enrol(old);
  for (let n = 1; n <= count; n++) await enrolled.receive(old.publish(aRegistration(n)));
  return { old, enrolled };
}

const order = (centre: TestCentre, logKey: string, previousCheckpoint?: string) =>
  orderGeneration(centre.context, { node: NODE, reason: '密钥丢失', actor: 'admin', logKey, previousCheckpoint });

/** Permits the next generation; `opened` is the province as it is followed from then on, whose public log is the new one. */
async function permitNext(centre: TestCentre, old: TestProvince, enrolled: Enrolled) {
  const next = old.next();
  await order(centre, next.verifierKey);
  enrolled.province.changed();
  enrolled.served.batches = () => next.batches.map((batch: PublishedBatch) => next.readBack(batch));
  enrolled.served.checkpoint = () => next.checkpoint;
  enrolled.served.leaves = () => next.leaves;
  return { next, opened: enrolled };
}

const statusOf = (centre: TestCentre) => getNodeStatus(centre.context, () => undefined, NODE);

/** What readers see: records with their versions and contents, and subjects, but for where their leaves stand. */
async function copyOf({ sql }: TestCentre): Promise<unknown[]> {
  const records = await sql`
    select record_id, version, public_part, restricted_part from exchange.record
    join exchange.record_content using (node, generation, leaf_index) order by record_id`;
  const subjects =
    await sql`select subject_id, node, record_id, name, former_names, status from exchange.subject order by 1`;
  return [records.map(({ record_id, version }) => [record_id, version]), subjects.map((row) => ({ ...row }))];
}
