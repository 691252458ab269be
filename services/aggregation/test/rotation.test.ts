// A log gets another key by a leaf that the old one signs; from then on the old one signs nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyAuditChain } from '@necips/runtime';
import { checkEvidence, makeKey } from '@necips/tlog';
import { hearCheckpoint } from '../src/commands/proof/hear-checkpoint.ts';
import { getEvidence, listEvidence } from '../src/queries/list-evidence.ts';
import { listKeys } from '../src/queries/list-keys.ts';
import { openCentre } from './centre.ts';
import { quarantineReasons, shownSubjects, troubleOf, verifiedSize } from './look.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';

test('what the new key signs is applied, in the same run and after a restart, and the act is audited', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);

  await enrolled.receive(
    province.publish(aRegistration(1)),
    province.rotate(),
    province.publish(aRegistration(2)),
    province.rotate(),
  );
  const restarted = centre.reopen(enrolled);
  await restarted.receive(province.publish(aRegistration(3)));

  assert.deepEqual(await shownSubjects(centre.sql), [1, 2, 3].map(codeOf));
  assert.deepEqual(await quarantineReasons(centre.sql), []);
  const keys = await centre.sql<{ fromSize: number }[]>`
    select from_size as "fromSize" from exchange.log_key order by from_size`;
  assert.deepEqual(
    keys.map(({ fromSize }) => fromSize),
    [0, 3, 5],
  );
  const acts = await centre.sql<{ act: string }[]>`select act from runtime.audit_entry order by sequence`;
  assert.deepEqual(
    acts.map(({ act }) => act),
    ['enrol_node', 'rotate_log_key', 'rotate_log_key'],
  );
  assert.equal(await verifyAuditChain(centre.sql), 3);
});

test('every key that a log has had is shown to outsiders, with the sizes that it signs', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  await receive(province.publish(aRegistration(1)), province.rotate(), province.publish(aRegistration(2)));

  const { nodes } = await listKeys(centre.context);

  const [first, second] = nodes[0]?.logKeys ?? [];
  assert.deepEqual([first?.fromSize, first?.verifierKey, second?.fromSize], [0, province.verifierKey, 3]);
  assert.deepEqual(nodes[0]?.keys, [first?.verifierKey, second?.verifierKey]);
  assert.equal(new Set(nodes[0]?.keys).size, 2);
});

test('the old key signs nothing new, and what it signed in its time stays good', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  const { checkpoint: old } = province.publish(aRegistration(1));
  const thief = province.copy();
  await enrolled.receive(...province.batches, province.rotate(), province.publish(aRegistration(2)));
  thief.publish(aRegistration(7), aRegistration(8));

  await enrolled.receive(thief.publish(aRegistration(9)));
  enrolled.served.checkpoint = () => thief.checkpoint;
  await assert.rejects(hearCheckpoint(centre.context, enrolled.province, new AbortController().signal), {
    code: 'unverified',
  });
  enrolled.served.checkpoint = () => old;
  await hearCheckpoint(centre.context, enrolled.province, new AbortController().signal);

  assert.deepEqual(await quarantineReasons(centre.sql), ['bad_signature']);
  assert.equal((await troubleOf(centre.sql)).isStopped, false);
});

test('a fork that the old key signed in its time is evidence that names both keys with their sizes', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  const fork = province.copy();
  await enrolled.receive(province.publish(aRegistration(1)), province.rotate(), province.publish(aRegistration(2)));

  await enrolled.receive(fork.publish(aRegistration(5)));

  const { items } = await listEvidence(centre.context, { limit: 1 });
  const file = await getEvidence(centre.context, items[0]?.id ?? '');
  assert.deepEqual([file.kind, file.keys.map(({ fromSize }) => fromSize)], ['inconsistent', [0, 3]]);
  assert.equal(checkEvidence(JSON.stringify(file)).finding, 'proven');
  const tooEarly = { ...file, keys: file.keys.slice(1).map((key) => ({ ...key, fromSize: 0 })) };
  assert.throws(() => checkEvidence(JSON.stringify(tooEarly)), { code: 'unverified' });
});

for (const [about, sent] of Object.entries({
  'another key than the leaf commits to': { head: makeKey('log.330000.necips.example/1').verifierKey },
  'no key': { head: '' },
  'the key of another log': { head: makeKey('log.440000.necips.example/1').verifierKey },
})) {
  test(`a rotation that is sent with ${about} is not applied, and read from the province`, async () => {
    await using centre = await openCentre();
    const province = new TestProvince();
    const enrolled = await centre.enrol(province);
    const rotation = province.rotate();
    const [leaf] = rotation.leaves;

    await enrolled.receive({ ...rotation, leaves: leaf ? [{ ...leaf, ...sent }] : [] });

    assert.deepEqual(await quarantineReasons(centre.sql), ['key_differs']);
    assert.equal(await verifiedSize(centre.sql), 1);
  });
}

test('a rotation among other leaves of a batch, or out of its turn, contains the province', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  const again = new TestProvince('440000');
  const other = await centre.enrol(again);
  const [first] = province.copy().rotate().leaves;
  again.copy().rotate();

  await enrolled.receive(province.sign([...(first ? [first] : []), province.leafOf(aRegistration(1))]));
  const twice = again.rotate();
  await other.receive(twice, again.sign(twice.leaves));

  assert.deepEqual(await quarantineReasons(centre.sql), ['key_differs', 'key_differs']);
  assert.deepEqual([await verifiedSize(centre.sql), await verifiedSize(centre.sql, '440000')], [0, 1]);
});
