import { randomBytes } from 'node:crypto';
import type { Random } from '@necips/testbed';
import { CompactRange, encodeLeaf, leafHash, makeKey, parseSignerKey, signCheckpoint } from '@necips/tlog';

/** Messages that one kind of damage sends to a province's topic, and whether each must end in quarantine. */
export type TopicKind = (topic: TopicTarget, random: Random) => { messages: Buffer[]; isRefused: boolean };

/** What a topic holds, and what the pinned key calls itself. */
export interface TopicTarget {
  node: string;
  generation: number;
  origin: string;
  /** Leaves that are verified. */
  size: number;
  /** Honest messages of the topic. */
  messages: Buffer[];
}

export const TOPIC_KINDS: Record<string, TopicKind> = {
  'message of noise': (_, random) => ({
    messages: [Buffer.from(Array.from({ length: 1 + random.below(3_000) }, () => random.below(256) | 7))],
    isRefused: true,
  }),
  'message cut off': ({ messages }, random) => {
    const message = random.pick(messages);
    return { messages: [message.subarray(0, message.length - 20)], isRefused: true };
  },
  'message with an altered leaf': ({ messages }, random) => {
    const message = Buffer.from(random.pick(messages));
    const at = message.indexOf(LEAF_FIELD);
    message[at + 40] = (message[at + 40] ?? 0) ^ 1;
    return { messages: [message], isRefused: true };
  },
  'message forged under another key': (topic) => ({ messages: [forged(topic)], isRefused: true }),
  'message that nobody signed': (topic) => ({ messages: [batchMessage(topic, aLeaf(), '')], isRefused: true }),
  'message that comes again': ({ messages }, random) => ({ messages: [random.pick(messages)], isRefused: false }),
  'messages that come again in the wrong order': ({ messages }) => ({
    messages: messages.slice(0, 3).toReversed(),
    isRefused: false,
  }),
};

/** How a leaf begins in a message: field 1, 98 bytes, format version 1. */
export const LEAF_FIELD = Buffer.from([0x0a, 98, 1]);

/** A batch at the next place of the log, under a key of the same name. */
function forged(topic: TopicTarget): Buffer {
  const leaf = aLeaf();
  const range = new CompactRange();
  range.append(leafHash(leaf));
  const signer = parseSignerKey(makeKey(topic.origin).signerKey);
  const checkpoint = signCheckpoint({ origin: topic.origin, size: topic.size + 1, root: range.root() }, signer);
  return batchMessage(topic, leaf, checkpoint);
}

function aLeaf(): Buffer {
  const commitments = { publicCommitment: randomBytes(32), restrictedCommitment: randomBytes(32) };
  const leaf = { op: 'publish' as const, pseudonym: randomBytes(16), version: 1, time: Date.now(), ...commitments };
  return Buffer.from(encodeLeaf(leaf));
}

/** A PublishedBatch of one leaf without content, written by hand: the forger has no code of ours. */
function batchMessage({ node, generation, size }: TopicTarget, leaf: Buffer, checkpoint: string): Buffer {
  return Buffer.concat([
    bytesField(1, Buffer.from(node)),
    Buffer.from([2 << 3, generation]),
    Buffer.from([3 << 3, ...varint(size)]),
    bytesField(4, bytesField(1, leaf)),
    bytesField(5, Buffer.from(checkpoint)),
  ]);
}

function bytesField(field: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(value.length)]), value]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}
