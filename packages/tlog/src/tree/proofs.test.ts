import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { someLeafHashes, storeTree } from '../../test/some-tree.ts';
import { LogError } from '../errors.ts';
import { readTile } from '../tiles/tile-store.ts';
import { type HashReader, tileHashReader } from './hash-reader.ts';
import { emptyRoot, rootOf } from './hashing.ts';
import { consistencyProof, inclusionProof } from './proofs.ts';
import { type ConsistencyClaim, type InclusionClaim, verifyConsistency, verifyInclusion } from './verify-proofs.ts';

const LEAVES = someLeafHashes(70_000);
const direct: HashReader = {
  readHashes: async (level, start, end) =>
    Array.from({ length: end - start }, (_, i) =>
      rootOf(LEAVES.slice((start + i) * 2 ** level, (start + i + 1) * 2 ** level)),
    ),
};

test('every leaf of every small tree is proved to be in it, and nowhere else', async () => {
  for (let size = 1; size <= 20; size++) {
    for (let index = 0; index < size; index++) {
      const claim = await anInclusion(index, size);

      for (let other = 0; other < size; other++) {
        assert.equal(verifyInclusion({ ...claim, index: other }), other === index, `${index} as ${other} of ${size}`);
      }
    }
  }
});

test('every small tree is proved to be the beginning of every larger one', async () => {
  for (let newSize = 0; newSize <= 20; newSize++) {
    for (let oldSize = 0; oldSize <= newSize; oldSize++) {
      assert.ok(verifyConsistency(await aConsistency(oldSize, newSize)), `${oldSize} in ${newSize}`);
    }
  }
});

test('inclusion and consistency of trees of any size verify', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3000 }), fc.nat(), async (size, pick) => {
      assert.ok(verifyInclusion(await anInclusion(pick % size, size)));
      assert.ok(verifyConsistency(await aConsistency(pick % size, size)));
    }),
    { numRuns: 50 },
  );
});

test('a proof with one bit changed, a hash more or a hash less is false', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 600 }), fc.nat(), fc.nat(), async (size, pick, bit) => {
      const inclusion = await anInclusion(pick % size, size);
      const consistency = await aConsistency(1 + (pick % (size - 1)), size);

      for (const proof of mutations(inclusion.proof, bit)) assert.ok(!verifyInclusion({ ...inclusion, proof }));
      for (const proof of mutations(consistency.proof, bit)) assert.ok(!verifyConsistency({ ...consistency, proof }));
      assert.ok(!verifyInclusion({ ...inclusion, leafHash: flip(inclusion.leafHash, bit) }));
      assert.ok(!verifyInclusion({ ...inclusion, root: flip(inclusion.root, bit) }));
      assert.ok(!verifyConsistency({ ...consistency, oldRoot: flip(consistency.oldRoot, bit) }));
      assert.ok(!verifyConsistency({ ...consistency, newRoot: flip(consistency.newRoot, bit) }));
    }),
    { numRuns: 60 },
  );
});

test('claims that make no sense are false, never an exception', async () => {
  const inclusion = await anInclusion(3, 7);
  const consistency = await aConsistency(3, 7);
  for (const number of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 7]) {
    assert.ok(!verifyInclusion({ ...inclusion, index: number }));
    if (number !== 7) assert.ok(!verifyInclusion({ ...inclusion, size: number }));
    assert.ok(!verifyConsistency({ ...consistency, oldSize: number }));
    if (number !== 7) assert.ok(!verifyConsistency({ ...consistency, newSize: number }));
  }
  assert.ok(!verifyInclusion({ ...inclusion, leafHash: new Uint8Array(31) }));
  assert.ok(!verifyConsistency({ ...consistency, proof: [] }));
});

test('only the root of nothing is consistent as the root of the empty tree', () => {
  const newRoot = rootOf(LEAVES.slice(0, 5));

  assert.ok(verifyConsistency({ oldSize: 0, oldRoot: emptyRoot(), newSize: 5, newRoot, proof: [] }));
  assert.ok(!verifyConsistency({ oldSize: 0, oldRoot: newRoot, newSize: 5, newRoot, proof: [] }));
  assert.ok(!verifyConsistency({ oldSize: 0, oldRoot: newRoot, newSize: 0, newRoot, proof: [] }));
  assert.ok(!verifyConsistency({ oldSize: 5, oldRoot: newRoot, newSize: 5, newRoot, proof: [newRoot] }));
});

test('proofs read from tiles are those computed from the leaves, at any size up to that of the tiles', async () => {
  const { store } = await storeTree(LEAVES, 70_000);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 70_000 }), fc.nat(), async (size, pick) => {
      const reader = tileHashReader((tile) => readTile(store, 70_000, tile), size);

      const at = pick % size;
      assert.deepEqual(hex(await inclusionProof(at, size, reader)), hex(await inclusionProof(at, size, direct)));
      assert.deepEqual(hex(await consistencyProof(at, size, reader)), hex(await consistencyProof(at, size, direct)));
    }),
    { numRuns: 12 },
  );
});

test('a partial tile that is gone is read from the full tile in its place', async () => {
  const { store } = await storeTree(LEAVES.slice(0, 1024), 1024);
  const fullOnly = tileHashReader(
    async (tile) => (tile.width === 256 || tile.level > 0 ? readTile(store, 1024, tile) : undefined),
    1000,
  );

  assert.ok(verifyInclusion({ ...(await anInclusion(990, 1000)), proof: await inclusionProof(990, 1000, fullOnly) }));
});

test('a tile that is missing or has the wrong length is an error, and is asked for again', async () => {
  let answer: Uint8Array | undefined;
  const reader = tileHashReader(async () => answer, 3);

  await assert.rejects(inclusionProof(0, 3, reader), (error) => error instanceof LogError && error.code === 'missing');
  answer = new Uint8Array(95);
  await assert.rejects(
    inclusionProof(0, 3, reader),
    (error) => error instanceof LogError && error.code === 'malformed',
  );
  answer = new Uint8Array(96);
  assert.equal((await inclusionProof(0, 3, reader)).length, 2);
});

test('a reader refuses nodes that its tree does not have', async () => {
  const reader = tileHashReader(async () => new Uint8Array(8192), 300);

  await assert.rejects(reader.readHashes(0, 299, 301), RangeError);
  await assert.rejects(reader.readHashes(8, 1, 2), RangeError);
  await assert.rejects(inclusionProof(300, 300, reader), RangeError);
  await assert.rejects(consistencyProof(301, 300, reader), RangeError);
});

async function anInclusion(index: number, size: number): Promise<InclusionClaim> {
  const [leafHash, root] = [LEAVES[index] as Uint8Array, rootOf(LEAVES.slice(0, size))];
  return { leafHash, index, size, root, proof: await inclusionProof(index, size, direct) };
}

async function aConsistency(oldSize: number, newSize: number): Promise<ConsistencyClaim> {
  const [oldRoot, newRoot] = [rootOf(LEAVES.slice(0, oldSize)), rootOf(LEAVES.slice(0, newSize))];
  return { oldSize, oldRoot, newSize, newRoot, proof: await consistencyProof(oldSize, newSize, direct) };
}

function mutations(proof: readonly Uint8Array[], bit: number): Uint8Array[][] {
  const longer = [...proof, new Uint8Array(32)];
  if (proof.length === 0) return [longer];
  const at = bit % proof.length;
  return [longer, proof.slice(1), proof.slice(0, -1), proof.map((hash, i) => (i === at ? flip(hash, bit) : hash))];
}

function flip(hash: Uint8Array, bit: number): Uint8Array {
  const flipped = new Uint8Array(hash);
  flipped[(bit >> 3) % 32] = (flipped[(bit >> 3) % 32] ?? 0) ^ (1 << (bit % 8));
  return flipped;
}

/** Comparable whether a hash came as a Buffer or as a plain array. */
function hex(hashes: Uint8Array[]): string[] {
  return hashes.map((hash) => Buffer.from(hash).toString('hex'));
}
