// What a hostile or broken peer does to messages and answers. Seeded: the same seed does the same damage to the same input.
import type { PublishedBatch, PublishedLeaf } from '@necips/exchange';
import { necips } from '@necips/proto';
import { Random } from '@necips/testbed';
import { aRegistration, TestProvince } from './province.ts';
import type { LeafAnswer } from './serve-province.ts';

/**
 * The choices of a fuzz test: new ones in each run, `NECIPS_FUZZ_SEED` gives the seed, to see a failure again. The test runner
 * shows it.
 */
export function fuzzRandom(test: { diagnostic(message: string): void }): Random {
  const given = process.env.NECIPS_FUZZ_SEED;
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  test.diagnostic(`NECIPS_FUZZ_SEED=${seed}`);
  return new Random(seed);
}

/** Bytes with some bits flipped, a stretch cut out, doubled or overwritten, or the end missing. */
export function damageBytes(random: Random, bytes: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.below(200));
  const noise = Uint8Array.from({ length: 1 + random.below(64) }, () => random.below(256));
  const [before, middle, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  switch (random.below(6)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, middle, middle, after]);
    case 3:
      return Buffer.concat([before, noise, bytes.subarray(Math.min(bytes.length, at + noise.length))]);
    case 4:
      return Buffer.concat([before, noise, middle, after]);
    default: {
      const flipped = Uint8Array.from(bytes);
      for (let i = 0; i <= random.below(4); i++) {
        const byte = random.below(flipped.length);
        flipped[byte] = (flipped[byte] ?? 0) ^ (1 << random.below(8));
      }
      return flipped;
    }
  }
}

/** Noise, a damaged message, or one that is well-formed and wrong. */
export function damagedMessage(random: Random, sound: PublishedBatch): Uint8Array {
  if (random.below(20) === 0) return Uint8Array.from({ length: random.below(2_000) }, () => random.below(256));
  const batch = random.below(3) === 0 ? sound : damageBatch(random, sound).batch;
  const bytes = necips.federation.v1.PublishedBatch.encode(batch).finish();
  return batch === sound ? damageBytes(random, bytes) : bytes;
}

/** A batch that can be encoded and says something else than the sound one; `how` names the damage. */
export function damageBatch(random: Random, sound: PublishedBatch): { batch: PublishedBatch; how: string } {
  const how = random.pick(Object.keys(DAMAGES));
  const damage = DAMAGES[how];
  if (!damage) throw new Error(`no damage ${how}`);
  return { batch: { ...sound, ...damage(sound, random) }, how };
}

/** An answer about single leaves, of any length, order and truth; `how` names the damage. */
export function damageLeafAnswers(
  random: Random,
  sound: readonly LeafAnswer[],
): { answers: LeafAnswer[]; how: string } {
  const how = random.pick([
    ...Object.keys(ANSWER_DAMAGES),
    ...Object.keys(DAMAGES).filter((each) => LEAF_DAMAGES.has(each)),
  ]);
  const damage = ANSWER_DAMAGES[how];
  if (damage) return { answers: damage(sound, random), how };
  const leaves = sound.map(({ leaf }) => leaf);
  const batch = { node: '', generation: 1, firstIndex: 0, leaves, checkpoint: '' };
  const damaged = DAMAGES[how]?.(batch, random).leaves ?? leaves;
  return { answers: sound.map((answer, i) => ({ ...answer, leaf: damaged[i] ?? answer.leaf })), how };
}

const ANSWER_DAMAGES: Record<string, (sound: readonly LeafAnswer[], random: Random) => LeafAnswer[]> = {
  nothing: () => [],
  'an answer cut off': (sound, random) => sound.slice(0, random.below(sound.length)),
  'answers in the wrong order': (sound) => sound.toReversed(),
  'more than was asked for': (sound) => Array.from({ length: 2_000 }, () => sound[0] as LeafAnswer),
  'leaves that nobody asked for': (sound) =>
    sound.map((answer) => ({ ...answer, leafIndex: answer.leafIndex + 1_000 })),
  'places that no log has': (sound, random) =>
    sound.map((answer) => ({ ...answer, leafIndex: random.pick([-1, 2 ** 53, 2 ** 60]) })),
  'leaves at each other’s places': (sound) =>
    sound.map((answer, i) => ({ ...answer, leafIndex: sound[(i + 1) % sound.length]?.leafIndex ?? 0 })),
  'leaves of another province': (sound) =>
    sound.map((answer) => ({ ...answer, leaf: FORGER.leafOf(aRegistration(9_999)) })),
  'successors that succeed nothing': (sound, random) =>
    sound.map((answer) => ({
      ...answer,
      successorIndex: random.pick([-1, answer.leafIndex, answer.leafIndex + 1, 2 ** 40]),
      leaf: {
        ...answer.leaf,
        contentGone: true,
        salt: new Uint8Array(0),
        head: '',
        publicPart: '',
        restrictedPart: '',
      },
    })),
};

/** Damages of a batch that are damages of a leaf. */
const LEAF_DAMAGES = new Set([
  'a flipped bit in a leaf',
  'a leaf of another length',
  'another salt',
  'no salt',
  'an altered head',
  'an altered body',
  'an empty body',
  'an empty head',
  'a restricted part of its own',
  'a NUL in the body',
  'no content',
  'content called gone',
  'contents of each other',
]);

type Damage = (batch: PublishedBatch, random: Random) => Partial<PublishedBatch>;

const FORGER = new TestProvince();

const DAMAGES: Record<string, Damage> = {
  'another node': () => ({ node: '999999' }),
  'no node': () => ({ node: '' }),
  'another generation': (_, random) => ({ generation: random.pick([-1, 0, 2, 2 ** 31 - 1]) }),
  'another place': ({ firstIndex }, random) => ({ firstIndex: firstIndex + 1 + random.below(3) }),
  'a place no log has': (_, random) => ({ firstIndex: random.pick([-1, -(2 ** 40), 2 ** 53, 2 ** 60]) }),
  'no leaf': () => ({ leaves: [] }),
  'more leaves than a batch may have': () => ({ leaves: Array.from({ length: 5_001 }, () => EMPTY_LEAF) }),
  'a leaf missing': ({ leaves }, random) => ({ leaves: leaves.toSpliced(random.below(leaves.length), 1) }),
  'a leaf twice': ({ leaves }, random) => {
    const at = random.below(leaves.length);
    return { leaves: leaves.toSpliced(at, 0, leaves[at] as PublishedLeaf) };
  },
  'leaves out of order': ({ leaves }) => ({ leaves: leaves.toReversed() }),
  'no checkpoint': () => ({ checkpoint: '' }),
  'a checkpoint beyond every limit': ({ checkpoint }) => ({ checkpoint: checkpoint.padEnd(1_100_000, '\n') }),
  'a damaged checkpoint': ({ checkpoint }, random) => ({
    checkpoint: Buffer.from(damageBytes(random, Buffer.from(checkpoint))).toString(),
  }),
  'a checkpoint that somebody else signed': ({ firstIndex, leaves }) => ({
    checkpoint: FORGER.note(firstIndex + leaves.length, new Uint8Array(32)),
  }),
  'a flipped bit in a leaf': oneLeaf((leaf, random) => ({ leaf: flipBit(leaf.leaf, random) })),
  'a leaf of another length': oneLeaf(({ leaf }, random) => ({
    leaf: random.pick([leaf.subarray(1), Buffer.concat([leaf, leaf]), leaf.subarray(0, 0)]),
  })),
  'another salt': oneLeaf(({ salt }, random) => ({ salt: flipBit(salt, random) })),
  'no salt': oneLeaf(() => ({ salt: new Uint8Array(0) })),
  'an altered head': oneLeaf(({ head }) => ({ head: head.replace('"version":', '"version":1') })),
  'an altered body': oneLeaf(({ publicPart }) => ({ publicPart: `${publicPart} ` })),
  'an empty body': oneLeaf(() => ({ publicPart: '' })),
  'an empty head': oneLeaf(() => ({ head: '' })),
  'a restricted part of its own': oneLeaf(() => ({ restrictedPart: '{"x":1}' })),
  'a NUL in the body': oneLeaf(({ publicPart }) => ({ publicPart: publicPart.replace('杭', '\0') })),
  'another record': oneLeaf(({ recordId }) => ({ recordId: `${recordId}X` })),
  'a record of another node': oneLeaf(({ recordId }) => ({ recordId: recordId.replace(/^\d{6}/, '440000') })),
  'no content': oneLeaf(() => ({ salt: new Uint8Array(0), head: '', publicPart: '' })),
  'content called gone': oneLeaf(() => ({ contentGone: true, salt: new Uint8Array(0), head: '', publicPart: '' })),
  'contents of each other': ({ leaves }) => ({
    leaves: leaves.map((leaf, i) => ({ ...leaf, ...contentOf(leaves[(i + 1) % leaves.length] as PublishedLeaf) })),
  }),
};

function oneLeaf(damage: (leaf: PublishedLeaf, random: Random) => Partial<PublishedLeaf>): Damage {
  return ({ leaves }, random) => {
    const at = random.below(leaves.length);
    const leaf = leaves[at] as PublishedLeaf;
    return { leaves: leaves.with(at, { ...leaf, ...damage(leaf, random) }) };
  };
}

function contentOf({ salt, head, publicPart, restrictedPart, recordId }: PublishedLeaf): Partial<PublishedLeaf> {
  return { salt, head, publicPart, restrictedPart, recordId };
}

function flipBit(bytes: Uint8Array, random: Random): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  const at = random.below(flipped.length);
  if (flipped.length > 0) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
  return flipped;
}

const EMPTY_LEAF: PublishedLeaf = {
  leaf: new Uint8Array(0),
  recordId: '',
  salt: new Uint8Array(0),
  head: '',
  publicPart: '',
  restrictedPart: '',
  contentGone: false,
  collectedAtMs: 0,
};
