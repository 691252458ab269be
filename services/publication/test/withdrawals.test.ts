import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogService, type necips } from '@necips/proto';
import { createGrpcClient } from '@necips/runtime';
import { until } from '@necips/testbed';
import { decodeLeaf, leafHash, openCheckpoint, verifyInclusion } from '@necips/tlog';
import { joinFederation } from './federation.ts';
import { type Province, publishIn, startProvince } from './province.ts';
import { readEntries } from './reading.ts';
import { aLawfulWithdrawal, aRegistration, codeOf, recordIdOf, tombstoneOf } from './registrations.ts';

test('a lawful withdrawal overtakes the backlog: leaf, content and acknowledgement wait for none of it', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  const { collection, sql } = province;
  await collection.append([1, 2].map((subject) => aRegistration({ subject, version: 1 })));
  await published.size(2);
  collection.heldAt = 2;
  await collection.append([3, 4, 5].map((subject) => aRegistration({ subject, version: 1 })));

  await collection.append([aLawfulWithdrawal({ subject: 1, version: 2 })]);
  await until(async () => collection.acknowledged.length === 1);

  assert.equal((await published.checkpoint()).size, 3);
  assert.equal((await published.get(`/v1/subjects/${codeOf(1)}`)).status, 404);
  assert.deepEqual(await shownRecords(province), [recordIdOf(2)]);
  assert.equal((await sql`select from exchange.record_content`).length, 1);
  const [publication, , withdrawal] = (await readEntries(published, 3)).map(decodeLeaf);
  assert.equal(withdrawal?.op, 'withdraw');
  assert.deepEqual(withdrawal?.pseudonym, publication?.pseudonym);
  assert.equal(collection.acknowledged[0]?.sequence, 6);
  assert.equal(await feedSequence(province), 2);
});

test('what the backlog still holds of a withdrawn record gets no leaf, and its name is forgotten with the backlog', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  const { collection, sql } = province;
  await collection.append([aRegistration({ subject: 1, version: 1 })]);
  await published.size(1);
  collection.heldAt = 1;
  await collection.append([2, 3].map((version) => aRegistration({ subject: 1, version })));
  await collection.append([aRegistration({ subject: 2, version: 1 }), aLawfulWithdrawal({ subject: 1, version: 4 })]);
  await until(async () => collection.acknowledged.length === 1);
  assert.deepEqual(await earlyWithdrawals(province), [recordIdOf(1)]);

  collection.heldAt = Number.MAX_SAFE_INTEGER;
  await published.size(3);
  await until(async () => (await feedSequence(province)) === 5);

  assert.deepEqual(await shownRecords(province), [recordIdOf(2)]);
  assert.deepEqual(await earlyWithdrawals(province), []);
  await collection.append([aRegistration({ subject: 1, version: 5 })]);
  await published.size(4);
  const pseudonyms = (await readEntries(published, 4)).map((entry) => Buffer.from(decodeLeaf(entry).pseudonym));
  assert.notDeepEqual(pseudonyms[3], pseudonyms[0]);
  assert.equal((await sql`select from exchange.tombstone`).length, 1);
});

test('a record that is withdrawn before it was shown leaves a tombstone and no leaf', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  const { collection, sql } = province;
  await published.size(0);
  collection.heldAt = 0;
  await collection.append([aRegistration({ subject: 1, version: 1 }), aLawfulWithdrawal({ subject: 1, version: 2 })]);
  await until(async () => collection.acknowledged.length === 1);
  await collection.erase(recordIdOf(1));

  collection.heldAt = Number.MAX_SAFE_INTEGER;
  await until(async () => (await feedSequence(province)) === 2);

  assert.equal((await published.checkpoint()).size, 0);
  const [kept] = await sql<{ tombstone: Buffer; leafIndex: number }[]>`
    select tombstone, leaf_index as "leafIndex" from exchange.tombstone where node = '330000'`;
  assert.deepEqual(kept, { tombstone: tombstoneOf(1), leafIndex: -1 });
});

test('a withdrawal that was not acknowledged before a restart is acknowledged after it, and signed once', async () => {
  await using province = await startProvince();
  const { collection } = province;
  {
    await using published = await publishIn(province);
    await collection.append([aRegistration({ subject: 1, version: 1 })]);
    await published.size(1);
    collection.refusesAcknowledgements = true;
    await collection.append([aLawfulWithdrawal({ subject: 1, version: 2 })]);
    await published.size(2);
  }
  assert.deepEqual(collection.acknowledged, []);
  collection.refusesAcknowledgements = false;

  await using published = await publishIn(province);
  await until(async () => collection.acknowledged.length > 0);

  await published.size(2);
  assert.deepEqual(
    collection.acknowledged.map(({ sequence }) => sequence),
    [2],
  );
  assert.equal((await published.checkpoint()).size, 2);
});

test('withdrawals of another life of the feed are acted on from the first, and those known change nothing', async () => {
  await using province = await startProvince();
  const { collection } = province;
  {
    await using published = await publishIn(province);
    await collection.append([1, 2].map((subject) => aRegistration({ subject, version: 1 })));
    await published.size(2);
    await collection.append([aLawfulWithdrawal({ subject: 1, version: 2 })]);
    await published.size(3);
    await until(async () => collection.acknowledged.length === 1);
  }
  await collection.append([aLawfulWithdrawal({ subject: 2, version: 2 })]);
  await collection.beginAnotherLife();

  await using published = await publishIn(province);
  await published.size(4);
  await until(async () => collection.acknowledged.at(-1)?.sequence === 4);

  assert.deepEqual(await shownRecords(province), []);
});

test('the withdrawing leaf takes its tombstone along to the centre', async () => {
  await using federation = await joinFederation();
  await using province = await startProvince({ settings: federation.settings });
  await using published = await publishIn(province);
  const { node } = federation;
  await province.collection.append([aRegistration({ node, subject: 1, version: 1 })]);
  await published.size(1);
  await province.collection.append([aLawfulWithdrawal({ node, subject: 1, version: 2 })]);

  const [, batch] = await federation.batches(2);

  const [leaf] = batch?.leaves ?? [];
  assert.deepEqual(Buffer.from(leaf?.tombstone ?? []), tombstoneOf(1, node));
  assert.equal(leaf?.recordId, recordIdOf(1, node));
});

test('withdrawals are listed with the proof that each stands under the served checkpoint, also after the centre verified', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  const { collection } = province;
  await collection.append([1, 2, 3].map((subject) => aRegistration({ subject, version: 1 })));
  await published.size(3);
  await collection.append([aLawfulWithdrawal({ subject: 2, version: 2 })]);
  await published.size(4);
  await collection.append([aRegistration({ subject: 1, version: 2, op: 'withdraw' })]);
  await published.size(5);
  using client = createGrpcClient(LogService, {
    address: published.grpcAddress,
    token: { token: async () => province.realms.tokenFor('node-330000', 'service') },
  });
  const list = async (fromIndex: number) => {
    const answer = await client.unary('listWithdrawals', { node: '330000', generation: 1, fromIndex });
    const { size, root } = openCheckpoint(answer.checkpoint ?? '', province.verifier.name, [province.verifier]);
    return (answer.withdrawals as necips.log.v1.Withdrawal[]).map(({ leafIndex, leaf, inclusionProof }) => {
      assert.ok(verifyInclusion({ leafHash: leafHash(leaf), index: leafIndex, size, root, proof: inclusionProof }));
      assert.equal(decodeLeaf(leaf).op, 'withdraw');
      return leafIndex;
    });
  };

  assert.deepEqual(await list(0), [3, 4]);
  assert.deepEqual(await list(4), [4]);
  await province.sql`delete from pending_withdrawal`;
  assert.deepEqual(await list(0), [3]);
  await assert.rejects(client.unary('listWithdrawals', { node: '440000', generation: 1, fromIndex: 0 }), {
    code: 'forbidden',
  });
});

async function shownRecords({ sql }: Province): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select record_id as id from exchange.record order by 1`;
  return rows.map(({ id }) => id);
}

async function earlyWithdrawals({ sql }: Province): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select record_id as id from early_withdrawal order by 1`;
  return rows.map(({ id }) => id);
}

async function feedSequence({ sql }: Province): Promise<number> {
  const [row] = await sql<{ sequence: number }[]>`
    select sequence from runtime.feed_cursor where feed = 'collection.record_version'`;
  return row?.sequence ?? 0;
}
