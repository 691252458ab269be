import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { signCheckpoint } from '../notes/checkpoint.ts';
import { LogKeys } from '../notes/log-keys.ts';
import { makeKey, parseSignerKey } from '../notes/note-key.ts';
import { tileHashReader } from '../tree/hash-reader.ts';
import { leafHash, rootOf } from '../tree/hashing.ts';
import { consistencyProof } from '../tree/proofs.ts';
import { verifyContradiction } from './contradiction.ts';

const ORIGIN = 'log.example/1';
const { signerKey, verifierKey } = makeKey(ORIGIN);
const signer = parseSignerKey(signerKey);
const log = { keys: new LogKeys(ORIGIN, [{ verifierKey, fromSize: 0 }]) };

test('two roots of one size contradict each other, and one root does not', () => {
  const [a, b] = [noteOf(hashesOf('a', 3)), noteOf(hashesOf('b', 3))];

  assert.ok(verifyContradiction({ ...log, notes: [a, b] }));
  assert.ok(!verifyContradiction({ ...log, notes: [a, a] }));
});

test('a tree without leaves has one root only', () => {
  const impossible = signCheckpoint({ origin: ORIGIN, size: 0, root: new Uint8Array(32) }, signer);

  assert.ok(verifyContradiction({ ...log, notes: [impossible, impossible] }));
  assert.ok(!verifyContradiction({ ...log, notes: [noteOf([]), noteOf(hashesOf('a', 2))] }));
});

test('a fork of any sizes is proven by the hashes of the larger tree, and growth never is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), async (a, b) => {
      const [small, large] = [Math.min(a, b), Math.max(a, b) + 1];
      const tree = hashesOf('tree', large);
      const prefix = await prefixOf(tree, small);
      const other = noteOf(hashesOf('other', small));

      assert.ok(verifyContradiction({ ...log, notes: [other, noteOf(tree)], prefix }));
      assert.ok(verifyContradiction({ ...log, notes: [noteOf(tree), other], prefix }));
      assert.ok(!verifyContradiction({ ...log, notes: [noteOf(tree.slice(0, small)), noteOf(tree)], prefix }));
      assert.ok(!verifyContradiction({ ...log, notes: [other, noteOf(tree)] }));
    }),
    { numRuns: 50 },
  );
});

test('a root that the hashes do not bind to the larger tree proves nothing', async () => {
  const tree = hashesOf('tree', 9);
  const honest = await prefixOf(tree, 5);
  const lies = [
    { ...honest, root: rootOf(hashesOf('lie', 5)) },
    { ...honest, hashes: honest.hashes.slice(1) },
    { ...honest, hashes: honest.hashes.map(() => new Uint8Array(32)) },
  ];

  for (const prefix of lies) {
    assert.ok(!verifyContradiction({ ...log, notes: [noteOf(tree.slice(0, 5)), noteOf(tree)], prefix }));
  }
});

test('a note that the keys of the log have not signed is no evidence', () => {
  const stranger = parseSignerKey(makeKey(ORIGIN).signerKey);
  const [a, b] = [noteOf(hashesOf('a', 3)), noteOf(hashesOf('b', 3), stranger)];

  assert.throws(() => verifyContradiction({ ...log, notes: [a, b] }), { code: 'unverified' });
});

function hashesOf(name: string, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => leafHash(Buffer.from(`${name} ${i}`)));
}

function noteOf(hashes: Uint8Array[], by = signer): string {
  return signCheckpoint({ origin: ORIGIN, size: hashes.length, root: rootOf(hashes) }, by);
}

async function prefixOf(tree: Uint8Array[], size: number) {
  const reader = tileHashReader(async ({ level, index, width }) => {
    const span = 256 ** level;
    const start = index * 256;
    const hashes = Array.from({ length: width }, (_, i) =>
      rootOf(tree.slice((start + i) * span, (start + i + 1) * span)),
    );
    return Buffer.concat(hashes);
  }, tree.length);
  return { root: rootOf(tree.slice(0, size)), hashes: await consistencyProof(size, tree.length, reader) };
}
