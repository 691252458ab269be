import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  consistencyProof,
  inclusionProof,
  rootOf,
  splitHashes,
  tilePath,
  verifyConsistency,
  verifyInclusion,
} from '@necips/tlog';
import { publishIn, startProvince } from './province.ts';
import { getBytes, readLeafHashes, readTree } from './reading.ts';
import { aRegistration } from './registrations.ts';

const manyFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => aRegistration({ subject: first + i, version: 1 }));

test('tiles and checkpoint are those of the tree that anybody computes from the entries', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province, { settings: { BATCH_LEAVES_MAX: '100' } });
  await province.collection.append(manyFrom(0, 785));

  const { root } = await published.size(785);

  const hashes = await readLeafHashes(published, 785);
  assert.deepEqual(Buffer.from(rootOf(hashes)), Buffer.from(root));
  for (const [index, width] of [
    [0, 256],
    [1, 256],
    [2, 256],
    [3, 17],
  ] as const) {
    const tile = await getBytes(published, tilePath(0, index, width));
    assert.deepEqual(tile, new Uint8Array(Buffer.concat(hashes.slice(index * 256, index * 256 + width))));
  }
  const above = await getBytes(published, tilePath(1, 0, 3));
  const roots = [0, 1, 2].map((index) => rootOf(hashes.slice(index * 256, (index + 1) * 256)));
  assert.deepEqual(above, new Uint8Array(Buffer.concat(roots)));
});

test('a later checkpoint is proved to continue an earlier one, and a leaf to be in it, from the tiles alone', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  await province.collection.append(manyFrom(0, 300));
  const old = await published.size(300);

  await province.collection.append(manyFrom(300, 300));
  const { size, root } = await published.size(600);

  const tree = readTree(published, size);
  const consistency = await consistencyProof(old.size, size, tree);
  const claim = { oldSize: old.size, oldRoot: old.root, newSize: size, newRoot: root, proof: consistency };
  assert.ok(verifyConsistency(claim));
  const [leafHash] = (await readLeafHashes(published, size)).slice(311, 312);
  const proof = await inclusionProof(311, size, tree);
  assert.ok(verifyInclusion({ leafHash: leafHash as Uint8Array, index: 311, size, root, proof }));
});

test('a partial tile of an earlier checkpoint stays, and what the tree does not have is not found', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  await province.collection.append(manyFrom(0, 5));
  await published.size(5);
  const early = await getBytes(published, 'tile/0/000.p/5');

  await province.collection.append(manyFrom(5, 255));
  await published.size(260);

  const full = await getBytes(published, 'tile/0/000');
  assert.equal(splitHashes(full ?? new Uint8Array()).length, 256);
  assert.deepEqual(await getBytes(published, 'tile/0/000.p/5'), early);
  assert.deepEqual(full?.subarray(0, 160), early);
  const missing = [
    'tile/0/001',
    'tile/0/001.p/5',
    'tile/1/000',
    'tile/1/000.p/2',
    'tile/2/000.p/1',
    'tile/entries/001',
  ];
  const misspelt = ['tile/0/0', 'tile/0/000.p/256', 'tile/0/000.p/05', 'tile/64/000', 'tile/0/x000/000', 'tile/00/000'];
  for (const path of [...missing, ...misspelt]) assert.equal(await getBytes(published, path), undefined, path);
});

test('what never changes may be kept for ever, and the checkpoint for a moment', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  await province.collection.append(manyFrom(0, 260));
  await published.size(260);

  const checkpoint = await published.get('/log/checkpoint');
  const tile = await published.get('/log/tile/0/000');
  const bundle = await published.get('/log/tile/entries/000');

  assert.equal(checkpoint.headers.get('content-type'), 'text/plain; charset=utf-8');
  assert.equal(checkpoint.headers.get('cache-control'), 'public, max-age=1');
  for (const response of [tile, bundle]) {
    assert.equal(response.headers.get('content-type'), 'application/octet-stream');
    assert.match(response.headers.get('cache-control') ?? '', /immutable/);
  }
  for (const path of ['/log/checkpoint', '/log/tile/0/000']) {
    const etag = (await published.get(path)).headers.get('etag') ?? '';
    const again = await published.get(path, { headers: { 'if-none-match': etag } });
    assert.deepEqual([again.status, await again.text()], [304, '']);
  }
});
