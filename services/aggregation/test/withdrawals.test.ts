import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '@necips/testbed';
import { LogKeys } from '@necips/tlog';
import { hideWithdrawn } from '../src/commands/batches/hide-withdrawn.ts';
import { verifyWithdrawals } from '../src/domain/verify-withdrawals.ts';
import { pullWithdrawals } from '../src/jobs/pull-withdrawals.ts';
import { type Enrolled, openCentre, type TestCentre } from './centre.ts';
import { shownSubjects, verifiedSize } from './look.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';
import { provenWithdrawals } from './serve-province.ts';

test('a withdrawal is acted on while its leaf waits behind a backlog, and content in the backlog is never shown', async () => {
  await using centre = await openCentre();
  const log = new TestProvince();
  const enrolled = await centre.enrol(log);
  await enrolled.receive(log.publish(aRegistration(1), aRegistration(2)));
  const backlog = [
    log.publish(aRegistration(1, { name: '杭州改名有限公司' }), aRegistration(3)),
    log.publish(aRegistration(4)),
  ];
  const withdrawals = log.withdraw(codeOf(1), codeOf(3));

  await pull(centre, enrolled);
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(2)]);
  assert.equal((await centre.sql`select from exchange.record_content`).length, 1);
  assert.equal(await verifiedSize(centre.sql), 2);
  await enrolled.receive(...backlog);
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(2), codeOf(4)]);
  await enrolled.receive(withdrawals);

  assert.equal(await verifiedSize(centre.sql), 7);
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(2), codeOf(4)]);
  assert.equal((await centre.sql`select from exchange.hidden`).length, 0);
  assert.deepEqual(await successors(centre), { 0: 5, 2: 5, 3: 6 });
});

test('a province that is stopped still withdraws, and so does one whose Kafka is away', async () => {
  await using centre = await openCentre();
  const log = new TestProvince();
  const enrolled = await centre.enrol(log);
  await enrolled.receive(log.publish(aRegistration(1), aRegistration(2)));
  await centre.sql`update node_state set stopped_at_ms = 1, stop_reason = 'test'`;
  enrolled.province.forget();
  log.withdraw(codeOf(1));

  await pull(centre, enrolled);

  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(2)]);
  assert.equal(await verifiedSize(centre.sql), 2);
});

test('after a restart everything is acted on again, and nothing changes by it', async () => {
  await using centre = await openCentre();
  const log = new TestProvince();
  const enrolled = await centre.enrol(log);
  await enrolled.receive(log.publish(aRegistration(1), aRegistration(2)));
  const batch = log.withdraw(codeOf(1));
  await pull(centre, enrolled);
  await pull(centre, centre.reopen(enrolled));
  await enrolled.receive(batch);
  const { hidden } = verifyWithdrawals((await enrolled.province.tail()).keys, await provenWithdrawals(log, 0));

  const shown = await hideWithdrawn(centre.context, log.node, 1, hidden);

  assert.equal(shown, 0);
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(2)]);
  assert.equal((await centre.sql`select from exchange.hidden`).length, 0);
});

test('a record that is published again after its withdrawal is shown under its new pseudonym', async () => {
  await using centre = await openCentre();
  const log = new TestProvince();
  const enrolled = await centre.enrol(log);
  await enrolled.receive(log.publish(aRegistration(1)));
  const batches = [log.withdraw(codeOf(1)), log.publish(aRegistration(1, { name: '杭州再公示有限公司' }))];
  await pull(centre, enrolled);
  assert.deepEqual(await shownSubjects(centre.sql), []);

  await enrolled.receive(...batches);

  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1)]);
});

test('what is not proven to be withdrawn is not acted on', async () => {
  const log = new TestProvince();
  const other = new TestProvince();
  for (const each of [log, other]) {
    each.publish(aRegistration(1));
    each.withdraw(codeOf(1));
  }
  const pinned = new LogKeys(log.origin, [{ verifierKey: log.verifierKey, fromSize: 0 }]);
  const sent = await provenWithdrawals(log, 0);
  const [withdrawal] = sent.withdrawals;
  assert.ok(withdrawal);
  const publication = log.leaves[0] as Uint8Array;

  assert.equal(verifyWithdrawals(pinned, sent).hidden.length, 1);
  for (const lie of [
    { ...sent, checkpoint: other.checkpoint },
    { ...sent, withdrawals: [{ ...withdrawal, leafIndex: 0 }] },
    { ...sent, withdrawals: [{ ...withdrawal, leaf: other.leaves[1] as Uint8Array }] },
    { ...sent, withdrawals: [{ ...withdrawal, leaf: publication }] },
    { ...sent, withdrawals: [{ ...withdrawal, inclusionProof: [] }] },
    { ...sent, withdrawals: [{ ...withdrawal, leaf: new Uint8Array(3) }] },
  ]) {
    assert.throws(() => verifyWithdrawals(pinned, lie), { name: 'BatchRefused' });
  }
});

test('quarantine and the reports of differences forget a record when it is withdrawn', async () => {
  await using centre = await openCentre();
  const log = new TestProvince();
  const enrolled = await centre.enrol(log);
  const kept = log.publish(aRegistration(1), aRegistration(2));
  const forged = kept.leaves.map((leaf) => ({ ...leaf, publicPart: leaf.publicPart.replace('测试1号', '测试9号') }));
  enrolled.served.batches = () => [];
  await enrolled.receive({ ...kept, leaves: forged });
  await enrolled.receive(kept);
  const recordId = log.recordIdOf(codeOf(1));
  await centre.sql`insert into exchange.difference (node, generation, kind, record_id, subject_id, found_by, found_at)
    values ('330000', 1, 'content_altered', ${recordId}, ${codeOf(1)}, 'test', now()),
      ('330000', 1, 'content_altered', 'another', 'another', 'test', now())`;
  log.withdraw(codeOf(1));

  await pull(centre, enrolled);

  const quarantined = await centre.sql<{ bytes: Buffer; detail: string; total: number }[]>`
    select bytes, detail, bytes_total as total from quarantine`;
  assert.deepEqual(
    quarantined.map(({ bytes, detail, total }) => [bytes.length, detail, total > 0]),
    [[0, '', true]],
  );
  const named = await centre.sql`select record_id, subject_id from exchange.difference where record_id is not null`;
  assert.equal(named.length, 1);
  const [due] = await centre.sql`select node from exchange.erasure_due`;
  assert.equal(due?.['node'], '330000');
});

test('the tombstone that comes with a withdrawing leaf is kept', async () => {
  await using centre = await openCentre();
  const log = new TestProvince();
  const enrolled = await centre.enrol(log);
  await enrolled.receive(log.publish(aRegistration(1)));
  const batch = log.withdraw(codeOf(1));
  const tombstone = Buffer.alloc(32, 7);

  await enrolled.receive({ ...batch, leaves: batch.leaves.map((leaf) => ({ ...leaf, tombstone })) });

  const kept = await centre.sql`select node, tombstone, leaf_index as "leafIndex" from exchange.tombstone`;
  assert.deepEqual([...kept], [{ node: '330000', tombstone, leafIndex: 1 }]);
});

/** Asks the province what it has withdrawn until all of it is acted on. */
async function pull({ context, sql }: TestCentre, { province }: Enrolled): Promise<void> {
  const isDone = async () => {
    const [row] = await sql<{ hidden: number }[]>`select count(*) as hidden from exchange.hidden`;
    const { size } = await province.tail();
    const { withdrawals } = await province.bulkLog.listWithdrawals(
      { generation: 1, fromIndex: size },
      new AbortController().signal,
    );
    return row?.hidden === withdrawals.length;
  };
  const pace = { ...context.pace, withdrawalIntervalMs: 50 };
  await using _pulling = pullWithdrawals({ ...context, pace }, province);
  await until(isDone);
}

async function successors({ sql }: TestCentre): Promise<Record<number, number>> {
  const rows = await sql<{ leaf: number; successor: number }[]>`
    select leaf_index as leaf, successor_index as successor from exchange.superseded order by 1`;
  return Object.fromEntries(rows.map(({ leaf, successor }) => [leaf, successor]));
}
