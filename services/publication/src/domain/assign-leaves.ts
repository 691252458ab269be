import { type Change, formatPseudonym, parsePseudonym } from '@necips/exchange';
import { encodeLeaf, LEAF_BYTES } from '@necips/tlog';
import type { CommittedVersion } from './record-version.ts';

/**
 * Gives each version that changes what is shown the next leaf index. Changes nothing, and so gets no leaf: a version that is
 * not above the shown one, the withdrawal of what is not shown, and content that is gone already. A record keeps its pseudonym while it is shown; after a
 * withdrawal it gets a new one, so that the two lives cannot be linked. What stands in an older log gets a leaf of this one by being
 * carried over as it is, or with its next version, under a new pseudonym; its withdrawal bears the old one, which says what ends.
 */
export function assignLeaves(
  versions: readonly CommittedVersion[],
  shown: ReadonlyMap<string, ShownRecord>,
  { firstIndex, timeMs, generation }: { firstIndex: number; timeMs: number; generation: number },
): AssignedLeaves {
  const current = new Map<string, ShownRecord | undefined>(shown);
  const assigned: AssignedLeaves = { changes: [], leaves: [], collectedAtMs: [] };
  for (const version of versions) {
    const record = current.get(version.recordId);
    const isOlder = record !== undefined && record.generation < generation;
    const least = isOlder && version.carriesOver ? (record?.version ?? 0) : (record?.version ?? 0) + 1;
    const changesNothing = record
      ? version.version < least || (version.carriesOver && !isOlder)
      : version.op === 'withdraw';
    if (changesNothing || version.contentGone) continue;
    const known = record && (!isOlder || version.op === 'withdraw') ? record.pseudonym : undefined;
    const pseudonym = known ? parsePseudonym(known) : version.newPseudonym;
    const change: Change = {
      recordId: version.recordId,
      item: version.item,
      version: version.version,
      leafIndex: firstIndex + assigned.changes.length,
      timeMs,
      pseudonym: known ?? formatPseudonym(pseudonym),
      salt: version.salt,
      ...contentOf(version, record),
    };
    current.set(version.recordId, version.op === 'publish' ? { ...change, generation } : undefined);
    assigned.changes.push(change);
    assigned.leaves.push(encodeLeaf({ ...version, pseudonym, time: timeMs }));
    assigned.collectedAtMs.push(version.collectedAtMs);
  }
  return assigned;
}

/** A withdrawal has no content, and is about the subject of the record that it withdraws. */
function contentOf(version: CommittedVersion, withdrawn: ShownRecord | undefined) {
  if (version.op === 'withdraw') {
    return { op: version.op, subjectId: withdrawn?.subjectId ?? '', head: '', publicPart: '', restrictedPart: '' };
  }
  const { op, subjectId, head, publicPart, restrictedPart } = version;
  return { op, subjectId, head, publicPart, restrictedPart };
}

/** Leaves one after another, as a batch is stored. */
export function joinLeaves(leaves: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(leaves.length * LEAF_BYTES);
  leaves.forEach((leaf, i) => joined.set(leaf, i * LEAF_BYTES));
  return joined;
}

/** Where a record stands that is shown now. */
export interface ShownRecord {
  version: number;
  /** Of the log that its leaf stands in. */
  generation: number;
  /** Text of a uuid. */
  pseudonym: string;
  subjectId: string;
}

/** One member of each array for each leaf, in log order. */
export interface AssignedLeaves {
  changes: Change[];
  /** 98 bytes each. */
  leaves: Uint8Array[];
  /** Commit time at collection, milliseconds since the epoch. */
  collectedAtMs: number[];
}
