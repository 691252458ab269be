import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { LogError } from '../errors.ts';
import { leafHash } from '../tree/hashing.ts';
import { commitment } from './commitment.ts';
import { keyRotationCommitment } from './key-rotation.ts';
import {
  decodeLeaf,
  decodeLogLeaf,
  encodeLeaf,
  type Leaf,
  type LeafOp,
  type LogLeaf,
  verifyLeafContent,
  verifyPublicContent,
} from './leaf.ts';

// The vectors were computed apart from this code (Python's hashlib) and never change.
const { vectors, logVectors } = JSON.parse(
  readFileSync(new URL('../../leaf-vectors.json', import.meta.url), 'utf8'),
) as {
  vectors: Vector[];
  logVectors: LogVector[];
};

for (const vector of vectors) {
  test(`leaf format vector: ${vector.about}`, () => {
    const leaf = leafOf(vector);

    assert.equal(hex(encodeLeaf(leaf)), vector.leaf);
    assert.equal(hex(leafHash(encodeLeaf(leaf))), vector.leafHash);
    assert.deepEqual(decodeLeaf(unhex(vector.leaf)), leaf);
    if (vector.op === 'publish') assert.ok(verifyLeafContent(leaf, contentOf(vector)));
  });
}

for (const vector of logVectors) {
  test(`leaf format vector: ${vector.about}`, () => {
    const leaf = logLeafOf(vector);

    assert.equal(hex(encodeLeaf(leaf)), vector.leaf);
    assert.equal(hex(leafHash(encodeLeaf(leaf))), vector.leafHash);
    assert.deepEqual(decodeLogLeaf(unhex(vector.leaf)), leaf);
    assert.throws(() => decodeLeaf(unhex(vector.leaf)), { code: 'malformed' });
    if (vector.op === 'rotation') assert.equal(hex(keyRotationCommitment(vector.verifierKey)), vector.keyCommitment);
  });
}

test('a rotation bears no pseudonym and a generation follows one', () => {
  const [rotation, generation] = logVectors.map(({ leaf }) => unhex(leaf));
  for (const bytes of [
    patched(rotation as Uint8Array, 2, 1),
    patched(rotation as Uint8Array, 66, 1),
    patched(rotation as Uint8Array, 34, ...new Uint8Array(32)),
    patched(generation as Uint8Array, 2, ...new Uint8Array(8)),
    patched(generation as Uint8Array, 10, 0xff),
    patched(generation as Uint8Array, 66, ...new Uint8Array(32)),
  ]) {
    assert.throws(() => decodeLogLeaf(bytes), { code: 'malformed' });
  }
});

test('a leaf gives back every field', () => {
  const field = (length: number) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => bytes.fill(1, 0, 1));
  fc.assert(
    fc.property(
      field(16),
      fc.maxSafeNat(),
      fc.maxSafeNat(),
      field(32),
      field(32),
      (pseudonym, version, time, publicCommitment, restrictedCommitment) => {
        const leaf: Leaf = {
          op: 'publish',
          pseudonym,
          version: Math.max(1, version),
          time,
          publicCommitment,
          restrictedCommitment,
        };

        const read = decodeLeaf(encodeLeaf(leaf));

        assert.deepEqual(read, leaf);
      },
    ),
  );
});

test('a decoded leaf does not change with the buffer that it was read from', () => {
  const buffer = Buffer.from((vectors[0] as Vector).leaf, 'hex');
  const leaf = decodeLeaf(buffer);

  buffer.fill(0);

  assert.equal(hex(encodeLeaf(leaf)), (vectors[0] as Vector).leaf);
});

test('content that differs anywhere is not what the leaf commits to', () => {
  const vector = vectors[0] as Vector;
  const [leaf, content] = [leafOf(vector), contentOf(vector)];
  const moved = {
    ...content,
    head: content.head + content.publicPart.slice(0, 1),
    publicPart: content.publicPart.slice(1),
  };
  const publicSaltChanged = Uint8Array.of(content.salt[0]! ^ 1, ...content.salt.subarray(1));
  const restrictedSaltChanged = Uint8Array.of(...content.salt.subarray(0, 31), content.salt[31]! ^ 1);

  for (const change of [
    { head: `${content.head} ` },
    { publicPart: '{}' },
    { restrictedPart: '' },
    { salt: publicSaltChanged },
    { salt: restrictedSaltChanged },
    { salt: content.salt.subarray(0, 16) },
    moved,
  ]) {
    assert.ok(!verifyLeafContent(leaf, { ...content, ...change }));
  }
});

test('who may see only the public part can check it without the restricted part and its salt', () => {
  const vector = vectors[0] as Vector;
  const { salt, head, publicPart } = contentOf(vector);

  assert.ok(verifyPublicContent(leafOf(vector), { publicSalt: salt.subarray(0, 16), head, publicPart }));
  assert.ok(!verifyPublicContent(leafOf(vector), { publicSalt: salt.subarray(16), head, publicPart }));
  assert.ok(!verifyPublicContent(leafOf(vector), { publicSalt: salt, head, publicPart }));
});

test('a withdrawal has no content', () => {
  const withdrawal = leafOf(vectors.find((vector) => vector.op === 'withdraw') as Vector);

  assert.ok(!verifyLeafContent(withdrawal, { salt: new Uint8Array(32), head: '', publicPart: '', restrictedPart: '' }));
});

test('text and its UTF-8 bytes have one commitment, short or long', () => {
  for (const text of ['', '示例', '𠮷'.repeat(5), '长'.repeat(50_000)]) {
    const [salt, bytes] = [new Uint8Array(16), new TextEncoder().encode(text)];

    assert.deepEqual(commitment('public', salt, text, text), commitment('public', salt, bytes, bytes));
    assert.notDeepEqual(commitment('public', salt, text, text), commitment('restricted', salt, text, text));
  }
});

test('text that UTF-8 cannot carry and salts of another length are refused', () => {
  assert.throws(() => commitment('public', new Uint8Array(16), '\ud800', ''), TypeError);
  assert.throws(() => commitment('public', new Uint8Array(32), '', ''), RangeError);
});

test('malformed leaves are refused', () => {
  const publish = unhex((vectors[0] as Vector).leaf);
  const withdraw = unhex((vectors.find((vector) => vector.op === 'withdraw') as Vector).leaf);
  const bad = [
    publish.subarray(1),
    Uint8Array.of(...publish, 0),
    new Uint8Array(0),
    ...[0, 2, 255].map((formatVersion) => patched(publish, 0, formatVersion)),
    // Reserved operations: hide, generation, key rotation.
    ...[0, 2, 3, 4, 5, 6, 255].map((op) => patched(publish, 1, op)),
    patched(publish, 18, 0x00, 0x20),
    patched(publish, 18, 0, 0, 0, 0, 0, 0, 0, 0),
    patched(publish, 26, 0xff),
    patched(publish, 34, ...new Uint8Array(32)),
    patched(publish, 66, ...new Uint8Array(32)),
    patched(withdraw, 1, 1),
    patched(withdraw, 40, 1),
    patched(withdraw, 97, 1),
  ];
  for (const bytes of bad) assert.throws(() => decodeLeaf(bytes), LogError, hex(bytes));
});

test('fields that do not belong to the operation are not written', () => {
  const leaf = leafOf(vectors[0] as Vector);
  const zero = new Uint8Array(32);
  for (const fault of [
    { pseudonym: new Uint8Array(15) },
    { version: 0 },
    { version: 1.5 },
    { time: -1 },
    { publicCommitment: zero },
    { restrictedCommitment: zero.subarray(1) },
    { op: 'withdraw' as const },
  ]) {
    assert.throws(() => encodeLeaf({ ...leaf, ...fault }), RangeError);
  }
});

function leafOf(vector: Vector): Leaf {
  const { op, version, time } = vector;
  const [publicCommitment, restrictedCommitment] = [unhex(vector.publicCommitment), unhex(vector.restrictedCommitment)];
  return { op, pseudonym: unhex(vector.pseudonym), version, time, publicCommitment, restrictedCommitment };
}

function logLeafOf(vector: LogVector): LogLeaf {
  const { time } = vector;
  if (vector.op === 'rotation') {
    return { op: 'rotation', rotation: vector.rotation, time, keyCommitment: unhex(vector.keyCommitment) };
  }
  const { previousGeneration, records, previousSize } = vector;
  const previousRoot = unhex(vector.previousRoot);
  const previousCheckpointHash = unhex(vector.previousCheckpointHash);
  return { op: 'generation', previousGeneration, records, previousSize, time, previousRoot, previousCheckpointHash };
}

function contentOf(vector: Vector): { salt: Uint8Array; head: string; publicPart: string; restrictedPart: string } {
  const { salt = '', head = '', publicPart = '', restrictedPart = '' } = vector;
  return { salt: unhex(salt), head, publicPart, restrictedPart };
}

function patched(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function unhex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

type LogVector = { about: string; time: number; leaf: string; leafHash: string } & (
  | { op: 'rotation'; rotation: number; verifierKey: string; keyCommitment: string }
  | {
      op: 'generation';
      previousGeneration: number;
      records: number;
      previousSize: number;
      previousRoot: string;
      previousCheckpointHash: string;
    }
);

type Vector = {
  about: string;
  op: LeafOp;
  pseudonym: string;
  version: number;
  time: number;
  salt?: string;
  head?: string;
  publicPart?: string;
  restrictedPart?: string;
  publicCommitment: string;
  restrictedCommitment: string;
  leaf: string;
  leafHash: string;
};
