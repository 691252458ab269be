import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { verifyAuditChain } from '@necips/runtime';
import { until } from '@necips/testbed';
import { decodeLogLeaf, keyRotationCommitment, LogKeys, makeKey } from '@necips/tlog';
import { type Province, type Published, publishIn, startProvince } from './province.ts';
import { readEntries } from './reading.ts';
import { aRegistration } from './registrations.ts';

const ORIGIN = 'log.330000.necips.example/1';

test('the log goes on under the key that was placed beside the old one, also after a restart', async () => {
  await using province = await startProvince();
  const next = makeKey(ORIGIN);
  {
    await using published = await publishIn(province);
    await province.collection.append(many(3));
    await published.size(3);
    await placeKey(province, next.signerKey);

    const { status, body } = await rotate(province, published);

    assert.deepEqual([status, body], [200, { verifierKey: next.verifierKey, fromSize: 5 }]);
    await province.collection.append(many(5).slice(3));
    await hasSize(published, 6);
  }
  await using published = await publishIn(province);
  await province.collection.append(many(7).slice(5));
  await hasSize(published, 8);

  const keys = await keysOf(published);
  assert.deepEqual(keys.keys, [
    { verifierKey: province.verifierKey, fromSize: 0 },
    { verifierKey: next.verifierKey, fromSize: 5 },
  ]);
  assert.equal(keys.open(await checkpointOf(published)).size, 8);
  const checkpoints = await province.sql<{ checkpoint: string }[]>`
    select checkpoint from exchange.log_batch order by first_index`;
  for (const { checkpoint } of checkpoints) keys.open(checkpoint);
  const [leaf] = (await readEntries(published, 8)).slice(3).map(decodeLogLeaf);
  assert.deepEqual(leaf?.op === 'rotation' && [leaf.rotation, Buffer.from(leaf.keyCommitment)], [
    1,
    Buffer.from(keyRotationCommitment(next.verifierKey)),
  ]);
  assert.equal(await verifyAuditChain(province.sql), 1);
});

test('a crash between the leaf and the change of files is only a file to be moved', async () => {
  await using province = await startProvince();
  const next = makeKey(ORIGIN);
  const keyFile = province.environment['PUBLICATION_LOG_KEY_FILE'] as string;
  const old = await readFile(keyFile, 'utf8');
  {
    await using published = await publishIn(province);
    await province.collection.append(many(1));
    await published.size(1);
    await placeKey(province, next.signerKey);
    await rotate(province, published);
  }
  await writeFile(keyFile, old);
  await placeKey(province, next.signerKey);

  await using published = await publishIn(province);
  await province.collection.append(many(2).slice(1));

  await hasSize(published, 3);
  assert.equal((await readFile(keyFile, 'utf8')).trim(), next.signerKey);
});

test('without a new key of this log beside the old one, and without the right to, nothing is changed', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  await published.size(0);

  assert.equal((await rotate(province, published)).body.reason, 'no_next_key');
  await placeKey(province, makeKey('log.440000.necips.example/1').signerKey);
  assert.equal((await rotate(province, published)).body.reason, 'bad_next_key');
  await placeKey(province, makeKey(ORIGIN).signerKey);
  assert.equal((await rotate(province, published, 'auditor')).status, 403);

  await province.collection.append(many(1));
  assert.equal((await published.size(1)).size, 1);
});

const many = (count: number) => Array.from({ length: count }, (_, subject) => aRegistration({ subject, version: 1 }));

async function placeKey({ environment }: Province, signerKey: string): Promise<void> {
  await writeFile(`${environment['PUBLICATION_LOG_KEY_FILE']}.next`, `${signerKey}\n`, { mode: 0o600 });
}

async function rotate({ realms }: Province, { get }: Published, role = 'province-admin') {
  const response = await get('/v1/log/rotate-key', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${realms.tokenFor('node-330000', role)}` },
    body: JSON.stringify({ reason: '例行更换密钥' }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function keysOf({ get }: Published): Promise<LogKeys> {
  const { origin, keys } = (await (await get('/log/keys')).json()) as Pick<LogKeys, 'origin' | 'keys'>;
  return new LogKeys(origin, keys);
}

async function checkpointOf({ get }: Published): Promise<string> {
  return (await get('/log/checkpoint')).text();
}

async function hasSize(published: Published, size: number): Promise<void> {
  // Before the log is open there are neither.
  const sizeNow = async () => (await keysOf(published)).open(await checkpointOf(published)).size;
  await until(async () => (await sizeNow().catch(() => -1)) === size);
}
