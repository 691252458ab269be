import { randomBytes } from 'node:crypto';
import { parseRecordId } from '@necips/domain';
import { commitment } from '@necips/tlog';

/** Name of the feed that is followed. */
export const COLLECTION_FEED = 'collection.record_version';
/** Name under which the position among its lawful withdrawals is kept, which are followed apart from it. */
export const WITHDRAWAL_FEED = 'collection.withdrawal';

const SALT_BYTES = 32;
const PSEUDONYM_BYTES = 16;
const NO_COMMITMENT = new Uint8Array(32);

/**
 * Draws salts for versions of records and commits to their content: all of a leaf that does not depend on the log, so that
 * it is worked out while PostgreSQL is busy with the batch before. Throws Error for a version whose head names something
 * else: nothing may be shown that its leaf does not bind.
 */
export function commitVersions(versions: readonly RecordVersion[], node: string): CommittedVersion[] {
  const random = randomBytes(versions.length * (SALT_BYTES + PSEUDONYM_BYTES));
  return versions.map((version, i) => {
    const start = i * (SALT_BYTES + PSEUDONYM_BYTES);
    const salt = random.subarray(start, start + SALT_BYTES);
    const pseudonym = random.subarray(start + SALT_BYTES, start + SALT_BYTES + PSEUDONYM_BYTES);
    return version.op === 'withdraw' || version.contentGone
      ? withoutContent(version, node, pseudonym)
      : publication(version, node, salt, pseudonym);
  });
}

function publication(version: RecordVersion, node: string, salt: Buffer, newPseudonym: Buffer): CommittedVersion {
  const { head, publicPart, restrictedPart } = version;
  const { item, subject } = readHead(version, node);
  return {
    ...version,
    item,
    subjectId: subject.code,
    salt,
    newPseudonym,
    publicCommitment: commitment('public', salt.subarray(0, 16), head, publicPart),
    restrictedCommitment: commitment('restricted', salt.subarray(16), head, restrictedPart),
    contentBytes: Buffer.byteLength(head) + Buffer.byteLength(publicPart) + Buffer.byteLength(restrictedPart),
  };
}

/** A withdrawal commits to nothing, and what was withdrawn before it was shown gets no leaf. */
function withoutContent(version: RecordVersion, node: string, newPseudonym: Buffer): CommittedVersion {
  const identity = parseRecordId(version.recordId);
  if (identity?.node !== node) throw unfit(version, 'its recordId is not of this node');
  return {
    ...version,
    item: identity.item,
    subjectId: '',
    salt: new Uint8Array(),
    newPseudonym,
    publicCommitment: NO_COMMITMENT,
    restrictedCommitment: NO_COMMITMENT,
    contentBytes: 0,
  };
}

function readHead(version: RecordVersion, node: string): Head {
  const head = JSON.parse(version.head) as Partial<Head>;
  if (head.recordId !== version.recordId || head.version !== version.version || head.op !== version.op) {
    throw unfit(version, 'its head names another version');
  }
  if (head.node !== node || !version.recordId.startsWith(`${node}/${head.item}/`)) {
    throw unfit(version, 'its head names another node or item');
  }
  if (typeof head.subject?.code !== 'string') throw unfit(version, 'its head names no subject');
  return head as Head;
}

function unfit({ sequence, recordId, version }: RecordVersion, why: string): Error {
  return new Error(`feed entry ${sequence} (${recordId} version ${version}) cannot be published: ${why}`);
}

/** The members of a head that a leaf's change is made from. */
interface Head {
  recordId: string;
  version: number;
  op: string;
  node: string;
  item: string;
  subject: { code: string };
}

/** One version of one record as collection recorded it. */
export interface RecordVersion {
  /** Position in collection's feed. */
  sequence: number;
  /** `<node>/<item>/<business key>`. */
  recordId: string;
  /** From 1, rising by one. */
  version: number;
  op: 'publish' | 'withdraw';
  /** Canonical JSON, as are the parts; the restricted part may be ''. */
  head: string;
  publicPart: string;
  restrictedPart: string;
  /** Commit time at collection, milliseconds since the epoch. */
  collectedAtMs: number;
  /** The content was erased because the record was lawfully withdrawn later. */
  contentGone: boolean;
  /** Not a change: what is shown already gets a leaf in the new generation of the log. */
  carriesOver?: boolean;
  /** Of a lawful withdrawal: keyed hash of the recordId, 32 bytes; empty otherwise. */
  tombstone: Uint8Array;
}

/** A version with all that its leaf will hold, but for pseudonym and time. */
export interface CommittedVersion extends RecordVersion {
  item: string;
  /** The subject's code; '' for a withdrawal, which takes it from the record that it withdraws. */
  subjectId: string;
  /** 32 bytes; empty for a withdrawal. */
  salt: Uint8Array;
  /** 16 random bytes, for a record that is not shown yet. */
  newPseudonym: Uint8Array;
  publicCommitment: Uint8Array;
  restrictedCommitment: Uint8Array;
  /** UTF-8 bytes of head and parts. */
  contentBytes: number;
}
