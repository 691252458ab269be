// What a hostile or broken peer does to bytes: everything a fuzz test of this package feeds to a reader comes from here.
import fc from 'fast-check';

/**
 * The seed of a fuzz test, a new one in each run; `NECIPS_FUZZ_SEED` gives it, to see a failure again. The test runner shows it.
 */
export function fuzzSeed(test: { diagnostic(message: string): void }): number {
  const given = process.env.NECIPS_FUZZ_SEED;
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  test.diagnostic(`NECIPS_FUZZ_SEED=${seed}`);
  return seed;
}

/** Some bytes after one to three acts of damage: bits flipped, a stretch cut out, doubled, overwritten or inserted. */
export function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc
    .array(fc.tuple(fc.constantFrom(...ACTS), fc.nat(), fc.nat(), fc.uint8Array({ maxLength: 64 })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((acts) => acts.reduce((current, [act, at, length, noise]) => act(current, at, length, noise), bytes));
}

/** Whether the bytes are the same after all: some damage undoes itself, or hits nothing. */
export function isUnchanged(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

type Act = (bytes: Uint8Array, at: number, length: number, noise: Uint8Array) => Uint8Array;

const ACTS: readonly Act[] = [
  function flipBit(bytes, at) {
    const copy = Uint8Array.from(bytes);
    if (copy.length > 0) copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ (1 << (at % 8));
    return copy;
  },
  function truncate(bytes, at) {
    return bytes.slice(0, at % (bytes.length + 1));
  },
  function cutOut(bytes, at, length) {
    const start = at % (bytes.length + 1);
    return spliced(bytes, start, start + 1 + (length % 40), NOTHING);
  },
  function repeat(bytes, at, length) {
    const start = at % (bytes.length + 1);
    return spliced(bytes, start, start, bytes.slice(start, start + 1 + (length % 200)));
  },
  function overwrite(bytes, at, _length, noise) {
    const start = at % (bytes.length + 1);
    return spliced(bytes, start, start + noise.length, noise);
  },
  function insert(bytes, at, _length, noise) {
    const start = at % (bytes.length + 1);
    return spliced(bytes, start, start, noise);
  },
  function append(bytes, _at, length, noise) {
    return spliced(bytes, bytes.length, bytes.length, Buffer.concat(Array(1 + (length % 50)).fill(noise)));
  },
];

function spliced(bytes: Uint8Array, start: number, end: number, middle: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.slice(0, start), middle, bytes.slice(end)]);
}

const NOTHING = new Uint8Array(0);
