import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sql } from '@necips/runtime';
import { getNodeStatus } from '../src/queries/list-node-status.ts';
import { type Enrolled, openCentre, type TestCentre } from './centre.ts';
import { differences, patrolOnce, snapshot } from './patrol-rounds.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';

/** Leaf 0 … 9 new, 10 … 12 newer versions of 0, 1, 2, 13 withdraws subject 3, 14 … 16 new. */
async function aCentre(): Promise<{ centre: TestCentre; enrolled: Enrolled; log: TestProvince }> {
  const centre = await openCentre();
  const log = new TestProvince();
  const enrolled = await centre.enrol(log);
  await enrolled.receive(log.publish(...Array.from({ length: 10 }, (_, n) => aRegistration(n))));
  await enrolled.receive(log.publish(...[0, 1, 2].map((n) => aRegistration(n, { name: `杭州新名${n}号有限公司` }))));
  await enrolled.receive(log.withdraw(codeOf(3)));
  await enrolled.receive(
    log.publish(...[14, 15, 16].map((n) => aRegistration(n, { formerNames: ['杭州旧名有限公司'] }))),
  );
  return { centre, enrolled, log };
}

const PLANTED: { what: string; kinds: string[]; plant: (sql: Sql) => Promise<unknown> }[] = [
  {
    what: 'a missing record',
    kinds: ['record_missing'],
    plant: (sql) => sql`delete from exchange.record where leaf_index = 4`,
  },
  {
    what: 'a missing content',
    kinds: ['content_missing'],
    plant: (sql) => sql`delete from exchange.record_content where leaf_index = 4`,
  },
  {
    what: 'a record and its content missing',
    kinds: ['record_missing'],
    plant: async (sql) => {
      await sql`delete from exchange.record where leaf_index = 5`;
      await sql`delete from exchange.record_content where leaf_index = 5`;
    },
  },
  {
    what: 'an altered body',
    kinds: ['body_altered'],
    plant: (sql) =>
      sql`update exchange.record_content set public_part = replace(public_part, '测试', '冒牌') where leaf_index = 6`,
  },
  {
    what: 'an altered restricted part',
    kinds: ['body_altered'],
    plant: (sql) => sql`update exchange.record_content set restricted_part = '{}' where leaf_index = 6`,
  },
  {
    what: 'an altered head',
    kinds: ['head_altered'],
    plant: (sql) => sql`update exchange.record_content set head = replace(head, '测试', '冒牌') where leaf_index = 7`,
  },
  {
    what: 'a head that is no JSON',
    kinds: ['head_altered'],
    plant: (sql) => sql`update exchange.record_content set head = 'x' where leaf_index = 7`,
  },
  {
    what: 'an altered salt',
    kinds: ['salt_altered'],
    plant: (sql) =>
      sql`update exchange.record_content set salt = set_byte(salt, 0, get_byte(salt, 0) # 1) where leaf_index = 8`,
  },
  {
    what: 'an altered version',
    kinds: ['record_altered'],
    plant: (sql) => sql`update exchange.record set version = 7 where leaf_index = 8`,
  },
  {
    what: 'an altered pseudonym',
    kinds: ['record_altered'],
    plant: (sql) => sql`update exchange.record set pseudonym = gen_random_uuid() where leaf_index = 8`,
  },
  {
    what: 'an altered time',
    kinds: ['record_altered'],
    plant: (sql) => sql`update exchange.record set time_ms = time_ms + 1 where leaf_index = 9`,
  },
  {
    what: 'an altered item',
    kinds: ['record_altered'],
    plant: (sql) => sql`update exchange.record set item = 'XXX' where leaf_index = 9`,
  },
  {
    what: 'an altered subject of a record',
    kinds: ['record_altered'],
    plant: (sql) => sql`update exchange.record set subject_id = 'nobody' where leaf_index = 9`,
  },
  {
    what: 'an altered identity',
    kinds: ['record_altered'],
    plant: (sql) => sql`update exchange.record set record_id = '330000/REG/nobody' where leaf_index = 9`,
  },
  {
    what: 'a record of another generation',
    kinds: ['record_missing'],
    plant: (sql) => sql`update exchange.record set generation = 4 where leaf_index = 9`,
  },
  {
    what: 'a record beyond the log',
    kinds: ['record_missing'],
    plant: (sql) => sql`update exchange.record set leaf_index = 400 where leaf_index = 9`,
  },
  {
    what: 'a content at another leaf',
    kinds: ['content_missing', 'content_extra'],
    plant: (sql) => sql`update exchange.record_content set leaf_index = 1 where leaf_index = 9`,
  },
  {
    what: 'an extra record',
    kinds: ['record_extra', 'content_extra', 'subject_extra'],
    plant: async (sql) => {
      await sql`insert into exchange.record select node, '330000/REG/extra', 'extra', item, version, generation, 3, pseudonym, time_ms from exchange.record where leaf_index = 4`;
      await sql`insert into exchange.record_content select node, generation, 3, salt, head, public_part, restricted_part from exchange.record_content where leaf_index = 4`;
      await sql`insert into exchange.subject select 'stray', node, record_id, leaf_index, as_of_ms, name, search_name, former_names, search_former_names, name_terms, registration_number, type, status, legal_representative, established_on from exchange.subject limit 1`;
    },
  },
  {
    what: 'a note of what superseded a leaf missing',
    kinds: ['superseded_missing'],
    plant: (sql) => sql`delete from exchange.superseded where leaf_index = 0`,
  },
  {
    what: 'a false note of what superseded a leaf',
    kinds: ['superseded_false'],
    plant: (sql) => sql`update exchange.superseded set successor_index = 5 where leaf_index = 0`,
  },
  {
    what: 'a note that a current leaf is superseded',
    kinds: ['superseded_false'],
    plant: (sql) => sql`insert into exchange.superseded values ('330000', 1, 4, 9)`,
  },
  {
    what: 'a note that a current leaf is superseded beyond the log',
    kinds: ['superseded_false'],
    plant: (sql) => sql`insert into exchange.superseded values ('330000', 1, 4, 900)`,
  },
  {
    what: 'a current record hidden by a note about a leaf to come',
    kinds: ['superseded_false', 'record_missing'],
    plant: async (sql) => {
      await sql`insert into exchange.superseded values ('330000', 1, 4, 900)`;
      await sql`delete from exchange.record where leaf_index = 4`;
      await sql`delete from exchange.record_content where leaf_index = 4`;
    },
  },
  {
    what: 'a false hiding',
    kinds: ['hidden_false'],
    plant: (sql) =>
      sql`insert into exchange.hidden select node, generation, pseudonym, 5, 0 from exchange.record where leaf_index = 4`,
  },
  {
    what: 'a missing subject',
    kinds: ['subject_missing'],
    plant: (sql) => sql`delete from exchange.subject where leaf_index = 4`,
  },
  {
    what: 'a subject of another name',
    kinds: ['subject_altered'],
    plant: (sql) => sql`update exchange.subject set name = '冒牌' where leaf_index = 4`,
  },
  {
    what: 'a subject that seems to have moved out',
    kinds: ['subject_altered'],
    plant: (sql) => sql`update exchange.subject set moved_out = true where leaf_index = 4`,
  },
  {
    what: 'a subject with other terms',
    kinds: ['subject_altered'],
    plant: (sql) => sql`update exchange.subject set name_terms = name_terms || 1 where leaf_index = 4`,
  },
  {
    what: 'a subject of another node',
    kinds: ['subject_altered'],
    plant: (sql) => sql`update exchange.subject set node = '440000' where leaf_index = 4`,
  },
  {
    what: 'a subject under another id',
    kinds: ['subject_missing', 'subject_extra'],
    plant: (sql) => sql`update exchange.subject set subject_id = 'other' where leaf_index = 4`,
  },
  {
    what: 'an altered leaf',
    kinds: ['leaf_altered'],
    plant: (sql) =>
      sql`update exchange.log_batch set leaves = set_byte(leaves, 300, get_byte(leaves, 300) # 1) where first_index = 0`,
  },
  {
    what: 'a batch cut off',
    kinds: ['leaf_altered'],
    plant: (sql) => sql`update exchange.log_batch set leaves = substring(leaves for 98) where first_index = 0`,
  },
  {
    what: 'a false count',
    kinds: ['batch_altered'],
    plant: (sql) => sql`update exchange.log_batch set leaf_count = 4 where first_index = 0`,
  },
  {
    what: 'an altered checkpoint',
    kinds: ['checkpoint_altered'],
    plant: (sql) => sql`update exchange.log_batch set checkpoint = 'x' where first_index = 10`,
  },
  {
    what: 'a missing batch',
    kinds: ['batch_missing'],
    plant: (sql) => sql`delete from exchange.log_batch where first_index = 10`,
  },
  {
    what: 'the last batch missing',
    kinds: ['batch_missing'],
    plant: (sql) => sql`delete from exchange.log_batch where first_index = 14`,
  },
  {
    what: 'a batch at another place',
    kinds: ['batch_missing', 'batch_extra'],
    plant: (sql) => sql`update exchange.log_batch set first_index = 11 where first_index = 10`,
  },
  {
    what: 'a batch twice',
    kinds: ['batch_extra'],
    plant: (sql) =>
      sql`insert into exchange.log_batch select node, generation, 3, leaf_count, leaves, checkpoint, collected_at_ms from exchange.log_batch where first_index = 0`,
  },
  {
    what: 'a batch beyond the log',
    kinds: ['batch_extra'],
    plant: (sql) =>
      sql`insert into exchange.log_batch select node, generation, 17, leaf_count, leaves, checkpoint, collected_at_ms from exchange.log_batch where first_index = 0`,
  },
  {
    what: 'a batch of another generation',
    kinds: ['batch_extra'],
    plant: (sql) =>
      sql`insert into exchange.log_batch select node, 3, 0, leaf_count, leaves, checkpoint, collected_at_ms from exchange.log_batch where first_index = 0`,
  },
  {
    what: 'a false verified size',
    kinds: ['state_altered'],
    plant: (sql) => sql`update node_state set verified_size = 5`,
  },
  { what: 'a false root', kinds: ['state_altered'], plant: (sql) => sql`update node_state set root = sha256(root)` },
  {
    what: 'a false right edge',
    kinds: ['state_altered'],
    plant: (sql) => sql`update node_state set compact_range = 'x'`,
  },
  { what: 'a false checkpoint', kinds: ['state_altered'], plant: (sql) => sql`update node_state set checkpoint = 'x'` },
  { what: 'a false generation', kinds: ['state_altered'], plant: (sql) => sql`update node_state set generation = 3` },
  {
    what: 'a false time of the last leaf',
    kinds: ['state_altered'],
    plant: (sql) => sql`update node_state set last_leaf_time_ms = 9999999999999`,
  },
  { what: 'a missing state', kinds: ['state_altered'], plant: (sql) => sql`delete from node_state` },
];

test('every kind of difference at rest is found and healed, and the copy is what it was', async (t) => {
  const { centre, enrolled } = await aCentre();
  await using _ = centre;
  const { sql } = centre;
  const before = await snapshot(sql);
  for (const { what, kinds, plant } of PLANTED) {
    await t.test(what, async () => {
      await sql`delete from exchange.difference`;
      await plant(sql);
      assert.notDeepEqual(await snapshot(sql), before);

      await patrolOnce(centre, enrolled);
      const written = await differences(sql);
      const again = await patrolOnce(centre, enrolled);

      assert.deepEqual(await snapshot(sql), before);
      for (const kind of kinds)
        assert.ok(
          written.some((each) => each.kind === kind),
          `${kind} in ${JSON.stringify(written)}`,
        );
      assert.ok(
        written.every(({ how }) => how !== null),
        JSON.stringify(written),
      );
      assert.deepEqual(again.found, []);
    });
  }
});

test('a record that was withdrawn or superseded and stands again as it did is found at the end of the round', async () => {
  await using centre = await openCentre();
  const log = new TestProvince();
  const enrolled = await centre.enrol(log);
  const { sql } = centre;
  await enrolled.receive(log.publish(aRegistration(1), aRegistration(2)));
  await sql`create table kept_record as select * from exchange.record`;
  await sql`create table kept_content as select * from exchange.record_content`;
  await enrolled.receive(log.withdraw(codeOf(1)));
  const before = await snapshot(sql);

  await sql`delete from exchange.superseded`;
  await sql`insert into exchange.record select * from kept_record where leaf_index = 0`;
  await sql`insert into exchange.record_content select * from kept_content where leaf_index = 0`;
  const { found, mended } = await patrolOnce(centre, enrolled);

  assert.deepEqual(await snapshot(sql), before);
  assert.deepEqual(
    [found, mended],
    [
      ['subject_missing', 'record_stale'],
      ['subject_missing', 'record_stale'],
    ],
  );
});

test('the index shows the province that an enterprise has moved to, and the patrol mends it where it shows the other one', async () => {
  await using centre = await openCentre();
  const [left, arrived] = [new TestProvince(), new TestProvince('440000')];
  const [leftEnrolled, arrivedEnrolled] = [await centre.enrol(left), await centre.enrol(arrived)];
  const { sql } = centre;
  await arrivedEnrolled.receive(arrived.publish(aRegistration(1)));
  await leftEnrolled.receive(left.publish(aRegistration(2), aRegistration(1)));
  await sql`create table kept_subject as select * from exchange.subject where subject_id = ${codeOf(1)}`;
  await leftEnrolled.receive(left.publish(aRegistration(1, { statusText: '迁出' })));
  const before = await snapshot(sql);
  const [shown] = await sql`select node, moved_out from exchange.subject where subject_id = ${codeOf(1)}`;
  assert.deepEqual({ ...shown }, { node: '440000', moved_out: false });

  await sql`delete from exchange.subject where subject_id = ${codeOf(1)}`;
  await sql`insert into exchange.subject select * from kept_subject`;
  const byLeft = await patrolOnce(centre, leftEnrolled);
  const byArrived = await patrolOnce(centre, arrivedEnrolled);

  assert.deepEqual(await snapshot(sql), before);
  assert.deepEqual([byLeft.found, byArrived.found], [[], ['subject_altered']]);
});

test('while the province is away a difference stays open, and nothing else waits for it', async () => {
  const { centre, enrolled } = await aCentre();
  await using _ = centre;
  const { sql } = centre;
  const before = await snapshot(sql);
  await sql`delete from exchange.record_content where leaf_index = 4`;
  await sql`delete from exchange.subject where leaf_index = 6`;

  enrolled.served.isAway = true;
  await patrolOnce(centre, enrolled);
  assert.deepEqual(await differences(sql), [
    { kind: 'content_missing', leafIndex: 4, how: null },
    { kind: 'subject_missing', leafIndex: 6, how: 'log' },
  ]);

  enrolled.served.isAway = false;
  await patrolOnce(centre, enrolled);
  assert.deepEqual((await differences(sql))[0], { kind: 'content_missing', leafIndex: 4, how: 'source' });
  assert.deepEqual(await snapshot(sql), before);
});

test('only what differs is fetched, leaf by leaf', async () => {
  const { centre, enrolled } = await aCentre();
  await using _ = centre;
  const { sql } = centre;
  await sql`update exchange.record_content set salt = sha256(salt) where leaf_index in (5, 8)`;
  await sql`update exchange.log_batch set leaves = set_byte(leaves, 100, 99) where first_index = 14`;

  await patrolOnce(centre, enrolled);

  assert.deepEqual(enrolled.served.leafReads, [5, 8, 15]);
  assert.deepEqual(enrolled.served.reads, []);
});

test('what the province sends counts only if the leaf commits to it; that it does not is shown until it does', async () => {
  const { centre, enrolled, log } = await aCentre();
  await using _ = centre;
  const { sql } = centre;
  await sql`delete from exchange.record_content where leaf_index = 4`;
  enrolled.served.batches = () =>
    log.batches.map((batch) => ({ ...batch, leaves: batch.leaves.map((leaf) => ({ ...leaf, publicPart: '{}' })) }));

  const told = await patrolOnce(centre, enrolled);

  assert.deepEqual(told.contradicted, [4]);
  assert.deepEqual(await differences(sql), [
    { kind: 'content_missing', leafIndex: 4, how: null },
    { kind: 'source_differs', leafIndex: 4, how: null },
  ]);
  const { differences: shown } = await getNodeStatus(centre.context, () => undefined, '330000');
  assert.equal(shown.open, 2);
  assert.match(shown.reason, /其中 1 处对方所示内容与其签名的承诺不符/);
  assert.deepEqual([...(await sql`select 1 from evidence`)], []);

  enrolled.served.batches = () => log.batches.map((batch) => log.readBack(batch));
  await patrolOnce(centre, enrolled);

  assert.deepEqual(await differences(sql), [
    { kind: 'content_missing', leafIndex: 4, how: 'source' },
    { kind: 'source_differs', leafIndex: 4, how: 'itself' },
  ]);
});

test('an older version that the province shows again does not displace the newer one, whose leaf is damaged here', async () => {
  const { centre, enrolled, log } = await aCentre();
  await using _ = centre;
  const { sql } = centre;
  const before = await snapshot(sql);
  await sql`delete from exchange.log_batch where first_index = 10`;
  // Nothing has gone there: every leaf has the content that it had when it was signed.
  enrolled.served.batches = () => log.batches;

  const { found } = await patrolOnce(centre, enrolled);

  assert.deepEqual(found, ['batch_missing']);
  assert.deepEqual(await snapshot(sql), before);
});

test('a note that names another later leaf than the province does is true while that leaf is damaged here', async () => {
  const { centre, enrolled, log } = await aCentre();
  await using _ = centre;
  const { sql } = centre;
  await enrolled.receive(log.publish(aRegistration(0, { name: '杭州再新名有限公司' })));
  await sql`update exchange.superseded set successor_index = 17 where leaf_index = 0`;
  const before = await snapshot(sql);
  await sql`update exchange.log_batch set leaves = set_byte(leaves, 5, 99) where first_index = 17`;

  const { found } = await patrolOnce(centre, enrolled);

  assert.deepEqual(found, ['leaf_altered']);
  assert.deepEqual(await snapshot(sql), before);
});

test('what only looks like a later leaf of the log ends no record', async () => {
  const { centre, enrolled } = await aCentre();
  await using _ = centre;
  const { sql } = centre;
  const before = await snapshot(sql);
  await sql`delete from exchange.record where leaf_index = 14`;
  await sql`
    insert into exchange.log_batch select node, generation, 20000000, leaf_count, leaves, checkpoint, collected_at_ms
    from exchange.log_batch where first_index = 14`;
  enrolled.served.isAway = true;

  await patrolOnce(centre, enrolled);

  assert.deepEqual(await snapshot(sql), before);
});

test('what changes while the patrol looks is no difference', async () => {
  await using centre = await openCentre();
  const log = new TestProvince();
  const enrolled = await centre.enrol(log);
  await enrolled.receive(log.publish(...Array.from({ length: 50 }, (_, n) => aRegistration(n))));

  const told: string[] = [];
  let isWriting = true;
  const patrolling = (async () => {
    while (isWriting) told.push(...(await patrolOnce(centre, enrolled)).found);
  })();
  for (let version = 2; version <= 12; version++) {
    const names = Array.from({ length: 25 }, (_, n) =>
      aRegistration((n * 2 + version) % 50, { name: `杭州${version}版有限公司` }),
    );
    await enrolled.receive(log.publish(...names));
    await enrolled.receive(log.withdraw(codeOf(version)), log.publish(aRegistration(version)));
  }
  isWriting = false;
  await patrolling;

  assert.deepEqual(told, []);
  assert.deepEqual((await patrolOnce(centre, enrolled)).found, []);
});

test('several differences at once are healed in one round', async () => {
  const { centre, enrolled } = await aCentre();
  await using _ = centre;
  const { sql } = centre;
  const before = await snapshot(sql);
  await sql`delete from exchange.log_batch where first_index = 10`;
  await sql`update exchange.log_batch set leaves = set_byte(leaves, 5, 99) where first_index = 0`;
  await sql`delete from exchange.record where leaf_index in (4, 5, 10, 14)`;
  await sql`update exchange.record_content set salt = sha256(salt) where leaf_index in (6, 7, 15)`;
  await sql`delete from exchange.superseded`;
  await sql`update exchange.subject set name = name || 'x'`;
  await sql`update node_state set root = sha256(root)`;

  await patrolOnce(centre, enrolled);

  assert.deepEqual(await snapshot(sql), before);
  assert.deepEqual((await patrolOnce(centre, enrolled)).found, []);
});
