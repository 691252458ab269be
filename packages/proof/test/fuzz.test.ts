// Files that were damaged at random, by seed: whatever comes, a verdict, and the same from both verifiers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROOF_BYTES_MAX } from '../src/index.ts';
import { theCases, toVector, type Vector } from './cases.ts';
import { missingPython, verifyIndependently } from './independent.ts';
import { type Files, verify } from './verify.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_123);
const CASES = Number(process.env['FUZZ_CASES'] ?? 400);
const skip = missingPython();
const valid = (await theCases()).map(toVector).filter(({ expected }) => expected['verdict'] !== 'invalid');

test(`of ${CASES} files damaged at random (seed ${SEED}), both verifiers say the same, and never that something else was published`, {
  skip,
}, () => {
  const random = randomFrom(SEED);
  const originals = Array.from({ length: CASES }, () => valid[random(valid.length)] as Vector);
  const damaged = originals.map((original) => damage(original, random));

  const theirs = verifyIndependently(damaged);

  const seen = new Map<unknown, number>();
  for (const [i, verdict] of theirs.entries()) {
    const original = originals[i] as Vector;
    const ours = verify(damaged[i] as Files);
    assert.deepEqual(verdict, ours, `case ${i} of ${original.name}`);
    // What still holds says what the whole file said, perhaps without the centre's cosignature.
    if (ours['verdict'] !== 'invalid')
      assert.deepEqual({ ...verify(original), cosignedAt: null }, { ...ours, cosignedAt: null });
    const outcome = ours['check'] ?? 'valid';
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  }
  for (const outcome of ['malformed', 'signature', 'inclusion', 'content', 'valid']) {
    assert.ok(seen.has(outcome), `some damage leads to ${outcome}`);
  }
});

test('a file one byte too long is refused before anything of it is read, by both verifiers', { skip }, () => {
  const [whole] = valid as [Vector];
  const fill = (length: number) => ({ ...whole, proof: Buffer.alloc(length, 'x').toString('base64') });
  const files = [fill(PROOF_BYTES_MAX + 1), fill(PROOF_BYTES_MAX)];

  assert.deepEqual(
    files.map((file) => verify(file)['check']),
    ['too_large', 'malformed'],
  );
  assert.deepEqual(
    verifyIndependently(files).map(({ check }) => check),
    ['too_large', 'malformed'],
  );
});

/** One of the files, damaged in one of several ways. */
function damage(files: Files, random: Random): Files {
  const parts = (['proof', 'successor', 'status'] as const).filter((name) => files[name] !== null);
  const name = parts[random(parts.length)] ?? 'proof';
  const bytes = Buffer.from(files[name] ?? '', 'base64');
  const change = DAMAGES[random(DAMAGES.length)] as Damage;
  return { ...files, [name]: change(bytes, random).toString('base64') };
}

const flipBit: Damage = (bytes, random) => {
  const at = random(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  return bytes;
};
const truncate: Damage = (bytes, random) => bytes.subarray(0, random(bytes.length));
const insert: Damage = (bytes, random) => {
  const at = random(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), Buffer.of(random(256)), bytes.subarray(at)]);
};
const dropLine: Damage = (bytes, random) => withLines(bytes, (lines) => lines.splice(random(lines.length), 1));
const doubleLine: Damage = (bytes, random) =>
  withLines(bytes, (lines) => {
    const at = random(lines.length);
    lines.splice(at, 0, lines[at] ?? '');
  });
const swapLines: Damage = (bytes, random) =>
  withLines(bytes, (lines) => {
    const [a, b] = [random(lines.length), random(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
  });
/** A bit inside what a base64 line holds, so that the damage reaches beyond the spelling. */
const flipInBase64: Damage = (bytes, random) =>
  withLines(bytes, (lines) => {
    const encoded = lines.flatMap((line, at) => (/[A-Za-z0-9+/]{20,}=*$/.test(line) ? [at] : []));
    const at = encoded[random(encoded.length)] ?? 0;
    lines[at] = (lines[at] ?? '').replace(/[A-Za-z0-9+/]{20,}=*$/, (text) =>
      flipBit(Buffer.from(text, 'base64'), random).toString('base64'),
    );
  });

const DAMAGES = [flipBit, truncate, insert, dropLine, doubleLine, swapLines, flipInBase64, flipInBase64, flipInBase64];

function withLines(bytes: Buffer, change: (lines: string[]) => void): Buffer {
  const lines = bytes.toString().split('\n');
  change(lines);
  return Buffer.from(lines.join('\n'));
}

/** Numbers below a bound, the same for the same seed (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Random = (below: number) => number;
type Damage = (bytes: Buffer, random: Random) => Buffer;
