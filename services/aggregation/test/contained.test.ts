// A province that lies, or that is broken, stays where it was verified last; what it signed is kept so that others can check it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { REFUSALS } from '@necips/exchange';
import { checkEvidence } from '@necips/tlog';
import { catchUp } from '../src/commands/batches/catch-up.ts';
import { hearCheckpoint } from '../src/commands/proof/hear-checkpoint.ts';
import { getEvidence, listEvidence } from '../src/queries/list-evidence.ts';
import { getNodeStatus } from '../src/queries/list-node-status.ts';
import { type Enrolled, openCentre, type TestCentre } from './centre.ts';
import { quarantineReasons, shownSubjects, troubleOf, verifiedSize } from './look.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';

const SCRIPT = join(import.meta.dirname, '../../../scripts/proofs/check-evidence.ts');

test('a province that was rolled back and signed something else is stopped by what it signed', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  const first = province.publish(aRegistration(1), aRegistration(2), aRegistration(3));
  const backup = province.copy();
  await enrolled.receive(first, province.publish(aRegistration(4)), province.publish(aRegistration(5)));

  await enrolled.receive(backup.publish(aRegistration(6)));

  const [file] = await files(centre);
  assert.equal(file?.kind, 'inconsistent');
  assert.equal(checkEvidence(JSON.stringify(file)).finding, 'proven');
  assert.equal((await status(centre)).state, 'stopped');
  assert.deepEqual(await shownSubjects(centre.sql), [1, 2, 3, 4, 5].map(codeOf));
});

test('what is sent by Kafka and what is shown to the public are one log, or the province is stopped', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(aRegistration(1), aRegistration(2)));
  const shown = province.copy();
  await enrolled.receive(province.publish(aRegistration(3)));
  shown.publish(...[4, 5, 6, 7].map((n) => aRegistration(n)));
  enrolled.served.checkpoint = () => shown.checkpoint;
  enrolled.served.leaves = () => shown.leaves;

  await hear(centre, enrolled);

  const [file] = await files(centre);
  assert.equal(file?.kind, 'inconsistent');
  assert.equal(checkEvidence(JSON.stringify(file)).finding, 'proven');
});

test('a signed note that came ahead of its turn is held against the log when that gets there', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(aRegistration(1)));
  const forked = province.copy();
  const lie = forked.publish(aRegistration(8), aRegistration(9));
  const truth = province.publish(aRegistration(2), aRegistration(3));
  await enrolled.receive({ ...lie, leaves: truth.leaves });
  assert.equal((await troubleOf(centre.sql)).isStopped, false);

  await enrolled.receive(truth);
  await hear(centre, enrolled);

  assert.equal((await files(centre))[0]?.kind, 'same_size');
});

test('anybody can check a piece of evidence offline, and an altered one proves nothing', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  const backup = province.copy();
  await enrolled.receive(province.publish(aRegistration(1)));
  await enrolled.receive(backup.publish(aRegistration(2)));
  const [file] = await files(centre);
  const path = join(tmpdir(), `necips-evidence-${process.pid}.json`);

  await writeFile(path, JSON.stringify(file));
  const proven = await promisify(execFile)(process.execPath, [SCRIPT, path]);
  await writeFile(path, JSON.stringify({ ...file, otherCheckpoint: file?.verifiedCheckpoint }));
  const altered = await promisify(execFile)(process.execPath, [SCRIPT, path]).catch((error: { code: number }) => error);

  assert.match(proven.stdout, /证据成立/);
  assert.equal((altered as { code: number }).code, 1);
});

test('what another key has signed is refused and shown in words, and stops nothing', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(aRegistration(1)));
  const impostor = new TestProvince();
  impostor.publish(aRegistration(1));

  await enrolled.receive(impostor.publish(aRegistration(2)));

  assert.deepEqual(await quarantineReasons(centre.sql), ['bad_signature']);
  assert.match((await status(centre)).reason, /检查点签名无法以登记公钥验证/);
  assert.equal((await troubleOf(centre.sql)).isStopped, false);
  await enrolled.receive(province.publish(aRegistration(3)));
  assert.equal((await troubleOf(centre.sql)).trouble, null);
});

test('a public log that is shorter than what is verified is only old, and the status says so until it has caught up', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  const { checkpoint: old } = province.publish(aRegistration(1));
  await enrolled.receive(...province.batches, province.publish(aRegistration(2)));
  enrolled.served.checkpoint = () => old;

  await hear(centre, enrolled);

  assert.match((await status(centre)).reason, /公示的日志比已核验的短/);
  assert.deepEqual([(await troubleOf(centre.sql)).isStopped, await files(centre)], [false, []]);
  enrolled.served.checkpoint = () => province.checkpoint;
  await hear(centre, enrolled);
  assert.equal((await troubleOf(centre.sql)).trouble, null);
});

test('a province that itself serves a false body cannot advance, and the answer is noted with the leaf that it signed', async () => {
  await using centre = await openCentre();
  const [province, neighbour] = [new TestProvince(), new TestProvince('440000')];
  const [enrolled, other] = [await centre.enrol(province), await centre.enrol(neighbour)];
  await enrolled.receive(province.publish(aRegistration(1)));
  const batch = province.publish(aRegistration(2));
  const false_ = { ...batch, leaves: batch.leaves.map((leaf) => ({ ...leaf, publicPart: '{"name":"假"}' })) };
  enrolled.served.batches = () => [province.batches[0] as typeof batch, false_];

  await enrolled.receive(false_);
  await readInBulk(centre, enrolled, 2);
  await other.receive(neighbour.publish(aRegistration(7)));

  const [file, ...more] = await files(centre);
  assert.deepEqual([file?.kind, more.length], ['body_differs', 0]);
  assert.equal(checkEvidence(JSON.stringify(file)).finding, 'stated');
  assert.equal(JSON.stringify(file).includes('假'), false);
  assert.deepEqual(await quarantineReasons(centre.sql), ['content_differs']);
  assert.match((await status(centre)).reason, /内容与叶中承诺不符/);
  assert.deepEqual([await verifiedSize(centre.sql), await verifiedSize(centre.sql, '440000')], [1, 1]);
});

test('a province that serves no body for what is current cannot advance, and the status says so', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(aRegistration(1)));
  const batch = province.publish(aRegistration(2));
  const bare = { ...batch, leaves: batch.leaves.map(({ leaf }) => ({ ...GONE, leaf })) };
  enrolled.served.batches = () => [bare];

  await enrolled.receive(bare);

  assert.match((await status(centre)).reason, /内容缺失且无后续叶取代/);
  assert.equal(await verifiedSize(centre.sql), 1);
});

for (const { rule, about, broken, finding } of [
  {
    rule: 'time_runs_back',
    about: 'whose time runs back',
    broken: (province: TestProvince) => province.leafOf(aRegistration(3), { time: 1 }),
    finding: 'proven',
  },
  {
    rule: 'version_not_rising',
    about: 'whose version does not rise',
    broken: (province: TestProvince) => province.leafOf(aRegistration(1), { version: 1 }),
    finding: 'proven',
  },
  {
    rule: 'pseudonym_differs',
    about: 'with another pseudonym for a record that is shown',
    broken: (province: TestProvince) => province.leafOf(aRegistration(1), { pseudonym: new Uint8Array(16).fill(7) }),
    finding: 'stated',
  },
] as const) {
  test(`a signed leaf ${about} contains the province and nobody else`, async () => {
    await using centre = await openCentre();
    const [province, neighbour] = [new TestProvince(), new TestProvince('440000')];
    const [enrolled, other] = [await centre.enrol(province), await centre.enrol(neighbour)];
    await enrolled.receive(province.publish(aRegistration(1)), province.publish(aRegistration(2)));

    const bad = province.sign([province.leafOf(aRegistration(4)), broken(province)]);
    await enrolled.receive(bad);
    await other.receive(neighbour.publish(aRegistration(7)), neighbour.publish(aRegistration(8)));

    const [file] = await files(centre);
    assert.deepEqual([file?.kind, file?.rule, file?.otherCheckpoint], ['rule_broken', rule, bad.checkpoint]);
    assert.equal(checkEvidence(JSON.stringify(file)).finding, finding);
    const { state, reason } = await status(centre);
    assert.equal(state, 'stopped');
    assert.ok(reason.includes(REFUSALS[rule]), reason);
    assert.deepEqual([await verifiedSize(centre.sql), await verifiedSize(centre.sql, '440000')], [2, 2]);
  });
}

test('two records under one pseudonym contain the province', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  const pseudonym = new Uint8Array(16).fill(9);

  await enrolled.receive(province.sign([1, 2].map((n) => province.leafOf(aRegistration(n), { pseudonym }))));

  assert.equal((await files(centre))[0]?.rule, 'pseudonym_shared');
  assert.equal(await verifiedSize(centre.sql), 0);
});

const GONE = {
  recordId: '',
  salt: new Uint8Array(0),
  head: '',
  publicPart: '',
  restrictedPart: '',
  contentGone: true,
  collectedAtMs: 0,
};

function hear({ context }: TestCentre, { province }: Enrolled): Promise<number> {
  return hearCheckpoint(context, province, new AbortController().signal);
}

function readInBulk({ context }: TestCentre, { province }: Enrolled, toIndex: number): Promise<void> {
  province.repairPause.succeeded();
  return catchUp(context, province, { kind: 'behind', toIndex }, new AbortController().signal);
}

function status({ context }: TestCentre) {
  return getNodeStatus(context, () => undefined, '330000');
}

async function files({ context }: TestCentre) {
  const { items } = await listEvidence(context, { limit: 10 });
  return Promise.all(items.map(({ id }) => getEvidence(context, id)));
}
