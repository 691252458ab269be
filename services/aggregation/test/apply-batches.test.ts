import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PublishedBatch, PublishedLeaf } from '@necips/exchange';
import { openCentre } from './centre.ts';
import { quarantineReasons, shownName, shownSubjects, troubleOf, verifiedSize } from './look.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';

test('what a province publishes is applied, and its root becomes the verified one', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);

  await receive(province.publish(aRegistration(1), aRegistration(2)), province.publish(aRegistration(3)));

  const [state] = await centre.sql`select verified_size, root, checkpoint from node_state`;
  assert.deepEqual(
    { ...state },
    { verified_size: 3, root: Buffer.from(province.root), checkpoint: province.checkpoint },
  );
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1), codeOf(2), codeOf(3)]);
});

test('a withdrawal removes the record from the index and its content from the copy', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  await receive(province.publish(aRegistration(1), aRegistration(2)));

  await receive(province.withdraw(codeOf(1)));

  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(2)]);
  const contents = await centre.sql`select leaf_index from exchange.record_content`;
  assert.deepEqual(
    contents.map((row) => row.leaf_index),
    [1],
  );
});

test('a later version of a record replaces the earlier one', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);

  await receive(province.publish(aRegistration(1)));
  await receive(province.publish(aRegistration(1, { name: '杭州改名科技有限公司' })));

  assert.equal(await shownName(centre.sql, codeOf(1)), '杭州改名科技有限公司');
  assert.equal(await verifiedSize(centre.sql), 2);
});

const LEAF_LIES: Record<string, { reason: string; lie: (leaf: PublishedLeaf) => PublishedLeaf }> = {
  'an altered public part': {
    reason: 'content_differs',
    lie: (leaf) => ({ ...leaf, publicPart: leaf.publicPart.replace('测试', '冒名') }),
  },
  'an altered salt': {
    reason: 'content_differs',
    lie: (leaf) => ({ ...leaf, salt: Uint8Array.from(leaf.salt, (byte) => byte ^ 1) }),
  },
  'an altered head': {
    reason: 'content_differs',
    lie: (leaf) => ({ ...leaf, head: leaf.head.replace('测试市场监督管理局', '别的局') }),
  },
  'another identity than the head has': {
    reason: 'head_differs',
    lie: (leaf) => ({ ...leaf, recordId: leaf.recordId.replace('00000001', '00000009') }),
  },
  'an altered pseudonym': {
    reason: 'root_differs',
    lie: (leaf) => ({ ...leaf, leaf: leaf.leaf.with(2, (leaf.leaf[2] ?? 0) ^ 1) }),
  },
  'a leaf cut short': { reason: 'malformed_leaf', lie: (leaf) => ({ ...leaf, leaf: leaf.leaf.slice(0, 97) }) },
};

for (const [name, { reason, lie }] of Object.entries(LEAF_LIES)) {
  test(`a message with ${name} is not applied but kept, and the genuine batch is read from the province`, async () => {
    await using centre = await openCentre();
    const province = new TestProvince();
    const { receive } = await centre.enrol(province);
    const genuine = province.publish(aRegistration(1), aRegistration(2));
    const [first, ...others] = genuine.leaves as [PublishedLeaf, PublishedLeaf];

    await receive({ ...genuine, leaves: [lie(first), ...others] });

    assert.deepEqual(await quarantineReasons(centre.sql), [reason]);
    assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1), codeOf(2)]);
    assert.equal(await shownName(centre.sql, codeOf(1)), aRegistration(1).name);
  });
}

test('a batch that no trusted key has signed is not applied', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive, served } = await centre.enrol(province);
  const impostor = new TestProvince();
  impostor.publish(aRegistration(1));

  await receive(impostor.batches[0] as PublishedBatch);

  assert.deepEqual(await quarantineReasons(centre.sql), ['bad_signature']);
  assert.equal(await verifiedSize(centre.sql), 0);
  assert.deepEqual(served.reads, []);
});

test('a batch whose root is not the signed one is not applied', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive, served } = await centre.enrol(province);
  const batch = province.publish(aRegistration(1));
  const checkpoint = province.note(1, new Uint8Array(32).fill(7));
  served.batches = () => [{ ...batch, checkpoint }];

  await receive({ ...batch, checkpoint });

  assert.deepEqual(await quarantineReasons(centre.sql), ['root_differs']);
  assert.equal(await verifiedSize(centre.sql), 0);
});

/** Each signs something that its key should not have signed; the root is right every time. */
const SIGNED_LIES: Record<string, { reason: string; lie: (province: TestProvince) => PublishedBatch }> = {
  'a head of another node': {
    reason: 'head_differs',
    lie: (province) => province.publish(aRegistration(2, { head: { node: '440000' } })),
  },
  'a head of another version': {
    reason: 'head_differs',
    lie: (province) => province.publish(aRegistration(2, { head: { version: 7 } })),
  },
  'another pseudonym for a record that is shown': {
    reason: 'pseudonym_differs',
    lie: (province) => province.sign([province.leafOf(aRegistration(1), { pseudonym: new Uint8Array(16).fill(9) })]),
  },
  'a version that does not rise': {
    reason: 'version_not_rising',
    lie: (province) => province.sign([province.leafOf(aRegistration(1), { version: 1 })]),
  },
  'a leaf from before the last one': {
    reason: 'time_runs_back',
    lie: (province) => province.sign([province.leafOf(aRegistration(2), { time: 1 })]),
  },
  'a registration that is no object': {
    reason: 'not_storable',
    lie: (province) => province.publish(aRegistration(2, { publicPart: 'null' })),
  },
  'a registration that is no JSON': {
    reason: 'not_storable',
    lie: (province) => province.publish(aRegistration(2, { publicPart: '{' })),
  },
  'a registration with a NUL in it': {
    reason: 'not_storable',
    lie: (province) => province.publish(aRegistration(2, { publicPart: '{"name":"\0"}' })),
  },
  'a registration without a name': {
    reason: 'not_storable',
    lie: (province) => province.publish(aRegistration(2, { name: '' })),
  },
};

for (const [name, { reason, lie }] of Object.entries(SIGNED_LIES)) {
  test(`${name} is not applied even where the province has signed it, and the reason is shown`, async () => {
    await using centre = await openCentre();
    const province = new TestProvince();
    const { receive } = await centre.enrol(province);

    await receive(province.publish(aRegistration(1)), lie(province), province.publish(aRegistration(3)));

    assert.deepEqual(await quarantineReasons(centre.sql), [reason]);
    assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1)]);
    assert.equal(await verifiedSize(centre.sql), 1);
    const { trouble, isStopped } = await troubleOf(centre.sql);
    assert.ok(trouble !== null || isStopped);
  });
}

test('a withdrawal that names another record than its pseudonym is not applied', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive, served } = await centre.enrol(province);
  await receive(province.publish(aRegistration(1), aRegistration(2)));
  const genuine = province.withdraw(codeOf(1));
  const [leaf] = genuine.leaves as [PublishedLeaf];
  const forged = { ...genuine, leaves: [{ ...leaf, recordId: province.recordIdOf(codeOf(2)) }] };
  served.batches = () => [forged];

  await receive(forged);

  assert.deepEqual(await quarantineReasons(centre.sql), ['pseudonym_differs']);
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1), codeOf(2)]);
});

test('a withdrawal whose province has forgotten the identity is applied by its pseudonym', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  await receive(province.publish(aRegistration(1), aRegistration(2)));
  const withdrawal = province.withdraw(codeOf(2));

  await receive({ ...withdrawal, leaves: withdrawal.leaves.map((leaf) => ({ ...leaf, recordId: '' })) });

  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1)]);
  assert.deepEqual(await quarantineReasons(centre.sql), []);
});

test('garbage and messages over a limit are kept, cut, and stop nothing', async () => {
  await using centre = await openCentre({
    AGGREGATION_MESSAGE_BYTES_MAX: '5000',
    AGGREGATION_QUARANTINE_BYTES_MAX: '100',
    AGGREGATION_BATCH_LEAVES_MAX: '3',
  });
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  const garbage = Buffer.from('\xff\xff\xffnot a batch', 'latin1');
  const empty = { node: '330000', generation: 1, firstIndex: 0, leaves: [], checkpoint: '' };

  await receive(garbage, Buffer.alloc(6000), empty, province.publish(aRegistration(1)));

  assert.deepEqual(await quarantineReasons(centre.sql), ['undecodable', 'too_large', 'bad_signature']);
  const kept = await centre.sql`select length(bytes) as kept, bytes_total as total from quarantine order by id`;
  assert.deepEqual(kept.map((row) => ({ ...row }))[1], { kept: 100, total: 6000 });
  assert.deepEqual(await shownSubjects(centre.sql), [codeOf(1)]);
});

test('a flood of garbage keeps the newest messages only', async () => {
  await using centre = await openCentre({ AGGREGATION_QUARANTINE_MESSAGES_MAX: '5' });
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);

  for (let i = 0; i < 4; i++) await receive(...Array.from({ length: 3 }, () => Buffer.from([0xff])));

  const kept = await centre.sql`select message_offset from quarantine order by id`;
  assert.deepEqual(
    kept.map((row) => row.message_offset),
    [7, 8, 9, 10, 11],
  );
});
