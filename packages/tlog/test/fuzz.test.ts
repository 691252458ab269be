// Thousands of damaged inputs: each is refused with a LogError or `false`, or it says exactly what the sound one says.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import {
  CompactRange,
  consistencyProof,
  decodeEntryBundle,
  decodeLeaf,
  encodeEntryBundle,
  encodeLeaf,
  inclusionProof,
  LogError,
  leafHash,
  makeKey,
  openCheckpoint,
  parseSignerKey,
  parseTilePath,
  parseVerifierKey,
  readTile,
  rootOf,
  signCheckpoint,
  tileHashReader,
  tilePath,
  verifyConsistency,
  verifyInclusion,
} from '../src/index.ts';
import { damaged, fuzzSeed, isUnchanged } from './damage.ts';
import { someEntries, someLeafHashes, storeTree } from './some-tree.ts';

const ORIGIN = 'log.330000.necips.example/1';
const KEY = makeKey(ORIGIN);
const VERIFIER = parseVerifierKey(KEY.verifierKey);
const LEAVES = someLeafHashes(70_000);
const ROOT = rootOf(LEAVES);

test('a damaged checkpoint is refused, or names the very tree that was signed', async (t) => {
  const checkpoint = { origin: ORIGIN, size: 70_000, root: ROOT };
  const note = Buffer.from(signCheckpoint(checkpoint, parseSignerKey(KEY.signerKey)));
  await fuzz(t, 5_000, damaged(note), (bytes) => {
    const opened = refusedOr(() => openCheckpoint(bytes, ORIGIN, [VERIFIER]));
    if (opened) assert.deepEqual(opened, { ...checkpoint, extensions: [] });
  });
});

test('a checkpoint that somebody else signed is refused, whatever it looks like', async (t) => {
  const forger = parseSignerKey(makeKey(ORIGIN).signerKey);
  const note = signCheckpoint({ origin: ORIGIN, size: 70_000, root: ROOT }, forger);
  // The forger puts the name and the key number of the pinned key on its own signature.
  const [text = '', signature = ''] = note.split('\n\n');
  const raw = Buffer.from(signature.trim().split(' ').at(-1) ?? '', 'base64');
  raw.writeUInt32BE(VERIFIER.keyId);
  const forged = Buffer.from(`${text}\n\n— ${ORIGIN} ${raw.toString('base64')}\n`);

  for (const bytes of [Buffer.from(note), forged]) {
    assert.throws(() => openCheckpoint(bytes, ORIGIN, [VERIFIER]), LogError);
    await fuzz(t, 1_000, damaged(bytes), (input) => {
      assert.throws(() => openCheckpoint(input, ORIGIN, [VERIFIER]), LogError);
    });
  }
});

test('a damaged leaf is refused, or is the one spelling of another leaf', async (t) => {
  const leaf = encodeLeaf({
    op: 'publish',
    pseudonym: randomBytes(16),
    version: 7,
    time: 1_800_000_000_000,
    publicCommitment: randomBytes(32),
    restrictedCommitment: randomBytes(32),
  });
  await fuzz(t, 10_000, damaged(leaf), (bytes) => {
    const decoded = refusedOr(() => decodeLeaf(bytes));
    if (decoded) assert.deepEqual(Buffer.from(encodeLeaf(decoded)), Buffer.from(bytes));
  });
});

test('a damaged entry bundle is refused, or is the one spelling of other entries, which do not lead to the root', async (t) => {
  const entries = someEntries(256);
  const bundle = encodeEntryBundle(entries);
  const root = rootOf(entries.map(leafHash));
  await fuzz(t, 3_000, damaged(bundle), (bytes) => {
    const decoded = refusedOr(() => decodeEntryBundle(bytes, entries.length));
    if (!decoded) return;
    assert.deepEqual(Buffer.from(encodeEntryBundle(decoded)), Buffer.from(bytes));
    const range = new CompactRange();
    for (const entry of decoded) range.append(leafHash(entry));
    assert.equal(isUnchanged(range.root(), root), isUnchanged(bytes, bundle));
  });
});

test('a damaged proof proves nothing', async (t) => {
  const { store } = await storeTree(LEAVES, 70_000);
  const reader = tileHashReader((tile) => readTile(store, 70_000, tile), 70_000);
  const [index, oldSize] = [4_711, 65_000];
  const inclusion = await inclusionProof(index, 70_000, reader);
  const consistency = await consistencyProof(oldSize, 70_000, reader);
  const [leaf, oldRoot] = [LEAVES[index] as Uint8Array, rootOf(LEAVES.slice(0, oldSize))];

  await fuzz(t, 5_000, damaged(Buffer.concat(inclusion)), (bytes) => {
    const claim = { leafHash: leaf, index, size: 70_000, root: ROOT, proof: inHashes(bytes) };
    assert.equal(verifyInclusion(claim), isUnchanged(bytes, Buffer.concat(inclusion)));
  });
  await fuzz(t, 5_000, damaged(Buffer.concat(consistency)), (bytes) => {
    const claim = { oldSize, oldRoot, newSize: 70_000, newRoot: ROOT, proof: inHashes(bytes) };
    assert.equal(verifyConsistency(claim), isUnchanged(bytes, Buffer.concat(consistency)));
  });
});

test('a proof built from a damaged tile is refused or proves nothing, unless no hash that it needs was touched', async (t) => {
  const { store } = await storeTree(LEAVES, 70_000);
  const index = 4_711;
  const leaf = LEAVES[index] as Uint8Array;
  const tile = { level: 0, index: Math.floor(index / 256), width: 256 };
  const sound = (await readTile(store, 70_000, tile)) as Uint8Array;
  const proofOf = (bytes: Uint8Array) => {
    const reader = tileHashReader(
      async (asked) => (asked.level === 0 && asked.index === tile.index ? bytes : readTile(store, 70_000, asked)),
      70_000,
    );
    return inclusionProof(index, 70_000, reader);
  };
  const whole = Buffer.concat(await proofOf(sound));
  await fuzz(t, 2_000, damaged(sound), async (bytes) => {
    const proof = await proofOf(bytes).catch(refusal);
    if (!proof) return assert.notEqual(bytes.length, sound.length);
    const isProven = verifyInclusion({ leafHash: leaf, index, size: 70_000, root: ROOT, proof });
    assert.equal(isProven, isUnchanged(Buffer.concat(proof), whole));
  });
});

test('a damaged path names a tile in its one spelling, or nothing', async (t) => {
  const path = Buffer.from(tilePath(1, 1_234_067, 17));
  await fuzz(t, 10_000, damaged(path), (bytes) => {
    const parsed = parseTilePath(bytes.toString());
    if (parsed?.kind === 'hashes') {
      assert.equal(tilePath(parsed.level, parsed.index, parsed.width), bytes.toString());
    }
  });
});

async function fuzz(
  t: TestContext,
  cases: number,
  inputs: fc.Arbitrary<Uint8Array>,
  check: (input: Buffer) => void | Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(inputs, async (input) => {
    await check(Buffer.from(input));
  });
  await fc.assert(property, { numRuns: cases, seed: fuzzSeed(t) });
}

/** What the reader made of it; undefined where it refused. Whatever else it throws is a fault of the reader. */
function refusedOr<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): undefined {
  if (!(error instanceof LogError)) throw error;
}

/** The bytes as a peer would cut them: the last hash may be short. */
function inHashes(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / 32) }, (_, i) => bytes.slice(i * 32, (i + 1) * 32));
}
