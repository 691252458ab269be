// The NECIPS log entry, version 1: permanent, written down with its reasons and vectors in LEAF-FORMAT.md.

import { LogError } from '../errors.ts';
import { equalBytes, HASH_BYTES } from '../tree/hashing.ts';
import { readUint64, viewOf, writeUint64 } from '../uint64.ts';
import { commitment } from './commitment.ts';

/** Bytes of every version 1 leaf. */
export const LEAF_BYTES = 98;
/** Bytes of a record's pseudonym. */
export const PSEUDONYM_BYTES = 16;

const FORMAT_VERSION = 0x01;
const OP_CODES = { publish: 1, withdraw: 2 } as const;
const NO_COMMITMENT = new Uint8Array(HASH_BYTES);

/** The 98 bytes of a leaf. Throws RangeError if a field has the wrong length or range, or does not belong to the operation. */
export function encodeLeaf(leaf: Leaf): Uint8Array {
  const fault = faultIn(leaf);
  if (fault !== undefined) throw new RangeError(fault);
  const bytes = new Uint8Array(LEAF_BYTES);
  const view = viewOf(bytes);
  bytes[0] = FORMAT_VERSION;
  bytes[1] = OP_CODES[leaf.op];
  bytes.set(leaf.pseudonym, 2);
  writeUint64(view, 18, leaf.version);
  writeUint64(view, 26, leaf.time);
  bytes.set(leaf.publicCommitment, 34);
  bytes.set(leaf.restrictedCommitment, 66);
  return bytes;
}

/** Reads a leaf; its byte fields are copies. Throws LogError `malformed` for whatever `encodeLeaf` would not have written. */
export function decodeLeaf(bytes: Uint8Array): Leaf {
  if (bytes.length !== LEAF_BYTES)
    throw new LogError('malformed', `a leaf has ${LEAF_BYTES} bytes, not ${bytes.length}`);
  if (bytes[0] !== FORMAT_VERSION) throw new LogError('malformed', `unknown leaf format version ${bytes[0]}`);
  const op = (Object.keys(OP_CODES) as LeafOp[]).find((name) => OP_CODES[name] === bytes[1]);
  if (op === undefined) throw new LogError('malformed', `unknown or reserved leaf operation ${bytes[1]}`);
  // Not `slice`, which copies an Uint8Array but shares the memory of a Buffer.
  const copy = new Uint8Array(bytes);
  const view = viewOf(copy);
  const leaf: Leaf = {
    op,
    pseudonym: copy.subarray(2, 18),
    version: readUint64(view, 18) ?? Number.NaN,
    time: readUint64(view, 26) ?? Number.NaN,
    publicCommitment: copy.subarray(34, 66),
    restrictedCommitment: copy.subarray(66, 98),
  };
  const fault = faultIn(leaf);
  if (fault !== undefined) throw new LogError('malformed', fault);
  return leaf;
}

/**
 * Whether a publishing leaf commits to exactly this head, public and restricted part. False for a withdrawal, which has no
 * content. That the head names the leaf's record version is for the caller to compare.
 */
export function verifyLeafContent(leaf: Leaf, content: LeafContent): boolean {
  // Named one by one: a decoded message has its empty members on its prototype, and spreading would lose them.
  const { salt, head, publicPart, restrictedPart } = content;
  return (
    salt.length === 32 &&
    verifyPublicContent(leaf, { publicSalt: salt.subarray(0, 16), head, publicPart }) &&
    equalBytes(leaf.restrictedCommitment, commitment('restricted', salt.subarray(16), head, restrictedPart))
  );
}

/** The same for one who may see only head and public part: the public salt is the first half of the record's. */
export function verifyPublicContent(leaf: Leaf, content: PublicLeafContent): boolean {
  return (
    leaf.op === 'publish' &&
    content.publicSalt.length === 16 &&
    equalBytes(leaf.publicCommitment, commitment('public', content.publicSalt, content.head, content.publicPart))
  );
}

function faultIn(leaf: Leaf): string | undefined {
  if (leaf.pseudonym.length !== PSEUDONYM_BYTES) return 'a pseudonym has 16 bytes';
  if (!Number.isSafeInteger(leaf.version) || leaf.version < 1)
    return 'a record version is an integer from 1 to 2^53 - 1';
  if (!Number.isSafeInteger(leaf.time) || leaf.time < 0) return 'a leaf time is an integer from 0 to 2^53 - 1';
  for (const hash of [leaf.publicCommitment, leaf.restrictedCommitment]) {
    if (hash.length !== HASH_BYTES) return 'a commitment has 32 bytes';
    if (equalBytes(hash, NO_COMMITMENT) !== (leaf.op === 'withdraw'))
      return 'only a withdrawal, and always, commits to nothing';
  }
  return undefined;
}

export type LeafOp = keyof typeof OP_CODES;

/** One change of one record, as it stands in the log for ever. */
export type Leaf = {
  readonly op: LeafOp;
  /** 16 random bytes, drawn once for each record. */
  readonly pseudonym: Uint8Array;
  /** The record's version, from 1. */
  readonly version: number;
  /** When the leaf was assigned, milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  /** 32 bytes; all zero for a withdrawal. */
  readonly publicCommitment: Uint8Array;
  /** 32 bytes; all zero for a withdrawal. */
  readonly restrictedCommitment: Uint8Array;
};

/** What a publishing leaf commits to. `salt`: 32 bytes, the public salt and then the restricted one. */
export type LeafContent = {
  readonly salt: Uint8Array;
  readonly head: string | Uint8Array;
  readonly publicPart: string | Uint8Array;
  readonly restrictedPart: string | Uint8Array;
};

export type PublicLeafContent = {
  readonly publicSalt: Uint8Array;
  readonly head: string | Uint8Array;
  readonly publicPart: string | Uint8Array;
};
