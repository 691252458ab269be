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
const OP_CODES = { publish: 1, withdraw: 2, generation: 4, rotation: 5 } as const;
const NO_COMMITMENT = new Uint8Array(HASH_BYTES);

/** The 98 bytes of a leaf. Throws RangeError if a field has the wrong length or range, or does not belong to the operation. */
export function encodeLeaf(leaf: LogLeaf): Uint8Array {
  const fields = toFields(leaf);
  const fault = faultIn(fields);
  if (fault !== undefined) throw new RangeError(fault);
  return encodeFields(fields);
}

/** Reads a leaf about a record. Throws LogError `malformed` for any other leaf, as `decodeLogLeaf` does for what is none. */
export function decodeLeaf(bytes: Uint8Array): Leaf {
  const leaf = decodeLogLeaf(bytes);
  if (leaf.op === 'publish' || leaf.op === 'withdraw') return leaf;
  throw new LogError('malformed', `a leaf of operation ${leaf.op} is about no record`);
}

/** Reads any leaf; its byte fields are copies. Throws LogError `malformed` for whatever `encodeLeaf` would not have written. */
export function decodeLogLeaf(bytes: Uint8Array): LogLeaf {
  if (bytes.length !== LEAF_BYTES)
    throw new LogError('malformed', `a leaf has ${LEAF_BYTES} bytes, not ${bytes.length}`);
  if (bytes[0] !== FORMAT_VERSION) throw new LogError('malformed', `unknown leaf format version ${bytes[0]}`);
  const op = (Object.keys(OP_CODES) as Fields['op'][]).find((name) => OP_CODES[name] === bytes[1]);
  if (op === undefined) throw new LogError('malformed', `unknown or reserved leaf operation ${bytes[1]}`);
  // Not `slice`, which copies an Uint8Array but shares the memory of a Buffer.
  const copy = new Uint8Array(bytes);
  const view = viewOf(copy);
  const fields: Fields = {
    op,
    pseudonym: copy.subarray(2, 18),
    version: readUint64(view, 18) ?? Number.NaN,
    time: readUint64(view, 26) ?? Number.NaN,
    publicCommitment: copy.subarray(34, 66),
    restrictedCommitment: copy.subarray(66, 98),
  };
  const fault = faultIn(fields);
  if (fault !== undefined) throw new LogError('malformed', fault);
  return fromFields(fields);
}

function encodeFields(leaf: Fields): Uint8Array {
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

function faultIn(leaf: Fields): string | undefined {
  if (leaf.pseudonym.length !== PSEUDONYM_BYTES) return 'a pseudonym has 16 bytes';
  if (!Number.isSafeInteger(leaf.version) || leaf.version < 1)
    return 'a record version is an integer from 1 to 2^53 - 1';
  if (!Number.isSafeInteger(leaf.time) || leaf.time < 0) return 'a leaf time is an integer from 0 to 2^53 - 1';
  for (const [hash, isEmpty] of commitmentsOf(leaf)) {
    if (hash.length !== HASH_BYTES) return 'a commitment has 32 bytes';
    if (equalBytes(hash, NO_COMMITMENT) !== isEmpty) return `a commitment that does not belong to ${leaf.op}`;
  }
  if (leaf.op === 'rotation' && leaf.pseudonym.some((byte) => byte !== 0)) return 'a key rotation has no pseudonym';
  if (leaf.op !== 'generation') return undefined;
  const view = viewOf(leaf.pseudonym);
  const [generation, records] = [readUint64(view, 0), readUint64(view, 8)];
  return generation && records !== undefined ? undefined : 'a generation follows another and has a number of records';
}

/** Both commitments, each with whether it must be all zero. */
function commitmentsOf({ op, publicCommitment, restrictedCommitment }: Fields): [Uint8Array, boolean][] {
  return [
    [publicCommitment, op === 'withdraw'],
    [restrictedCommitment, op === 'withdraw' || op === 'rotation'],
  ];
}

function toFields(leaf: LogLeaf): Fields {
  const { op } = leaf;
  switch (op) {
    case 'publish':
    case 'withdraw':
      return leaf;
    case 'rotation': {
      const { rotation: version, time, keyCommitment: publicCommitment } = leaf;
      const pseudonym = new Uint8Array(PSEUDONYM_BYTES);
      return { op, pseudonym, version, time, publicCommitment, restrictedCommitment: NO_COMMITMENT };
    }
    case 'generation': {
      const pseudonym = new Uint8Array(PSEUDONYM_BYTES);
      writeUint64(viewOf(pseudonym), 0, leaf.previousGeneration);
      writeUint64(viewOf(pseudonym), 8, leaf.records);
      const [publicCommitment, restrictedCommitment] = [leaf.previousRoot, leaf.previousCheckpointHash];
      return {
        op,
        pseudonym,
        version: leaf.previousSize + 1,
        time: leaf.time,
        publicCommitment,
        restrictedCommitment,
      };
    }
    default:
      throw new Error(op satisfies never);
  }
}

function fromFields(fields: Fields): LogLeaf {
  const { op, pseudonym, version, time, publicCommitment, restrictedCommitment } = fields;
  switch (op) {
    case 'publish':
    case 'withdraw':
      return { ...fields, op };
    case 'rotation':
      return { op, rotation: version, time, keyCommitment: publicCommitment };
    case 'generation': {
      const view = viewOf(pseudonym);
      return {
        op,
        previousGeneration: readUint64(view, 0) ?? 0,
        records: readUint64(view, 8) ?? 0,
        previousSize: version - 1,
        time,
        previousRoot: publicCommitment,
        previousCheckpointHash: restrictedCommitment,
      };
    }
    default:
      throw new Error(op satisfies never);
  }
}

/** The fields of every leaf as they lie in its bytes; what they mean depends on the operation. */
type Fields = Omit<Leaf, 'op'> & { readonly op: keyof typeof OP_CODES };

export type LeafOp = 'publish' | 'withdraw';

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

/** The log gets another key: every checkpoint of more leaves than end with this one is signed by it. */
export type RotationLeaf = {
  readonly op: 'rotation';
  /** Number of the rotation in this log, from 1. */
  readonly rotation: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  /** `keyRotationCommitment` of the new key, 32 bytes. */
  readonly keyCommitment: Uint8Array;
};

/** A new generation of a province's log begins, or has carried over what the older one showed. */
export type GenerationLeaf = {
  readonly op: 'generation';
  /** Generation that this one follows, from 1. */
  readonly previousGeneration: number;
  /** As the first leaf: records to be carried over. As the closing one: records shown, all of them in this log. */
  readonly records: number;
  /** Leaves of the older log that the centre had verified. */
  readonly previousSize: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  /** Root of the older log at that size, 32 bytes. */
  readonly previousRoot: Uint8Array;
  /** SHA-256 of the older log's signed note of that size; of nothing where there was none. */
  readonly previousCheckpointHash: Uint8Array;
};

/** Every leaf that a log may have. */
export type LogLeaf = Leaf | RotationLeaf | GenerationLeaf;

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
