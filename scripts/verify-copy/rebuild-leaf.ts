import { commitment, encodeLeaf, leafHash } from '@necips/tlog';
import type { StoredContent, StoredRecord } from './stored-records.ts';

/** Hash of the leaf that the stored record and content amount to; undefined where they cannot be those of any leaf. */
export function rebuildLeafHash(record: StoredRecord, content: StoredContent): Uint8Array | undefined {
  const { salt, head, publicPart, restrictedPart } = content;
  try {
    const leaf = encodeLeaf({
      op: 'publish',
      pseudonym: pseudonymBytes(record.pseudonym),
      version: record.version,
      time: record.timeMs,
      publicCommitment: commitment('public', salt.subarray(0, 16), head, publicPart),
      restrictedCommitment: commitment('restricted', salt.subarray(16), head, restrictedPart),
    });
    return leafHash(leaf);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Whether the columns by which a record is found say what its head says, which the leaf commits to. */
export function followsFromHead(node: string, record: StoredRecord, { head }: StoredContent): boolean {
  try {
    const stated = JSON.parse(head) as Head;
    return (
      stated.recordId === record.recordId &&
      stated.item === record.item &&
      stated.version === record.version &&
      stated.subject?.code === record.subjectId &&
      stated.node === node
    );
  } catch {
    return false;
  }
}

/** The 16 bytes of a uuid's text. */
export function pseudonymBytes(uuid: string): Uint8Array {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

interface Head {
  recordId?: unknown;
  item?: unknown;
  version?: unknown;
  node?: unknown;
  subject?: { code?: unknown };
}
