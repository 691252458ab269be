import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PublishedBatch } from '@necips/exchange';
import { verifyAuditChain } from '@necips/runtime';
import { CompactRange, leafHash } from '@necips/tlog';
import { hearCheckpoint } from '../src/commands/proof/hear-checkpoint.ts';
import { getNodeStatus } from '../src/queries/list-node-status.ts';
import { type Enrolled, openCentre, type TestCentre } from './centre.ts';
import { shownSubjects, troubleOf, verifiedSize } from './look.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';

test('the lag is known from the public checkpoint though nothing comes by Kafka', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(aRegistration(1)));
  province.publish(aRegistration(2), aRegistration(3));

  await hear(centre, enrolled);

  const { publishedSize, receivedSize, verifiedSize: verified, lagLeaves, state } = await status(centre);
  assert.deepEqual(
    { publishedSize, receivedSize, verified, lagLeaves, state },
    {
      publishedSize: 3,
      receivedSize: 1,
      verified: 1,
      lagLeaves: 2,
      state: 'lagging',
    },
  );
});

test('an older checkpoint that is consistent is only old', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  const old = province.publish(aRegistration(1), aRegistration(2)).checkpoint;
  await enrolled.receive(...province.batches, province.publish(aRegistration(3)));
  enrolled.served.checkpoint = () => old;

  await hear(centre, enrolled);

  assert.equal((await status(centre)).state, 'verified');
});

test('another root of the same size stops the province at what was verified', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(aRegistration(1)));
  const other = province.note(1, new Uint8Array(32).fill(1));
  const verified = province.checkpoint;
  enrolled.served.checkpoint = () => other;

  await hear(centre, enrolled);
  await enrolled.receive(province.publish(aRegistration(2)));

  assert.equal((await status(centre)).state, 'stopped');
  assert.deepEqual(await evidence(centre), [{ kind: 'same_size', verified, other }]);
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1)]);
  assert.equal(await verifiedSize(centre.sql), 1);
  assert.equal(await verifyAuditChain(centre.sql), 2);
});

test('a larger tree that does not begin with the verified one stops the province', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(aRegistration(1), aRegistration(2)));
  const shown = [3, 4, 5].map((n) => province.leafOf(aRegistration(n)).leaf);
  const other = province.note(3, rootOver(shown));
  enrolled.served.leaves = () => shown;
  enrolled.served.checkpoint = () => other;

  await hear(centre, enrolled);

  assert.deepEqual(
    (await evidence(centre)).map(({ kind }) => kind),
    ['inconsistent'],
  );
});

test('a message whose signed root contradicts what is applied stops the province', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(aRegistration(1)), province.publish(aRegistration(2)));
  const [first] = province.batches as [PublishedBatch];
  const lie = province.leafOf(aRegistration(9));

  await enrolled.receive({ ...first, leaves: [lie], checkpoint: province.note(1, rootOver([lie.leaf])) });

  assert.equal((await troubleOf(centre.sql)).isStopped, true);
});

test('a signed root of a size at which no batch ended is held against the leaves themselves', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(aRegistration(1), aRegistration(2), aRegistration(3)));
  enrolled.served.checkpoint = () => province.note(2, rootOver(province.leaves.slice(0, 2)));
  await hear(centre, enrolled);
  assert.equal((await troubleOf(centre.sql)).isStopped, false);

  enrolled.served.checkpoint = () => province.note(2, rootOver(province.leaves.slice(1, 3)));
  await hear(centre, enrolled);

  assert.equal((await troubleOf(centre.sql)).isStopped, true);
});

test('tiles that do not lead to the checkpoint are noise and stop nothing', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(aRegistration(1)));
  province.publish(aRegistration(2), aRegistration(3));
  enrolled.served.leaves = () => province.leaves.toReversed();

  await assert.rejects(hear(centre, enrolled), { code: 'unavailable' });

  assert.deepEqual(await troubleOf(centre.sql), { trouble: null, isStopped: false });
});

test('what is damaged here since it was verified is held against no province', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(aRegistration(1), aRegistration(2)), province.publish(aRegistration(3)));
  const old = province.note(1, rootOver(province.leaves.slice(0, 1)));
  await centre.sql`update exchange.log_batch set leaves = set_byte(leaves, 40, 255 - get_byte(leaves, 40)) where first_index = 0`;

  enrolled.served.checkpoint = () => old;
  await assert.rejects(hear(centre, enrolled), { code: 'unavailable' });
  await enrolled.receive(...province.batches);
  await centre.sql`delete from exchange.log_batch where first_index = 0`;
  await assert.rejects(hear(centre, enrolled), { code: 'unavailable' });
  await centre.sql`update node_state set root = sha256('damaged')`;
  const restarted = centre.reopen(enrolled);
  enrolled.served.checkpoint = () => province.checkpoint;
  await hear(centre, restarted);

  assert.equal((await troubleOf(centre.sql)).isStopped, false);
  assert.deepEqual(await evidence(centre), []);
});

test('a checkpoint that the pinned key has not signed is believed by nobody', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  const impostor = new TestProvince();
  impostor.publish(aRegistration(1));
  enrolled.served.checkpoint = () => impostor.checkpoint;

  await assert.rejects(hear(centre, enrolled), { code: 'unverified' });

  assert.equal((await status(centre)).publishedSize, 0);
});

test('a province that has signed nothing yet is heard all the same', async () => {
  await using centre = await openCentre();
  const enrolled = await centre.enrol(new TestProvince());

  assert.equal(await hear(centre, enrolled), 0);

  const { state, lastCheckpointAt } = await status(centre);
  assert.equal(state, 'verified');
  assert.notEqual(lastCheckpointAt, null);
});

function hear({ context }: TestCentre, { province }: Enrolled): Promise<number> {
  return hearCheckpoint(context, province, new AbortController().signal);
}

function status({ context }: TestCentre) {
  return getNodeStatus(context, () => undefined, '330000');
}

async function evidence({ sql }: TestCentre): Promise<{ kind: string; verified: string; other: string }[]> {
  const rows = await sql<{ kind: string; verified: string; other: string }[]>`
    select kind, verified_checkpoint as verified, other_checkpoint as other from evidence`;
  return rows.map((row) => ({ ...row }));
}

function rootOver(leaves: readonly Uint8Array[]): Uint8Array {
  const range = new CompactRange();
  range.appendMany(leaves.map(leafHash));
  return range.root();
}
