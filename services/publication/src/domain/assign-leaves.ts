import { type Change, formatPseudonym, parsePseudonym } from '@necips/exchange';
import { encodeLeaf, LEAF_BYTES } from '@necips/tlog';
import type { CommittedVersion } from './record-version.ts';

/**
 * Gives each version that changes what is shown the next leaf index. Changes nothing, and so gets no leaf: a version that is
 * not above the shown one, the withdrawal of what is not shown, and content that is gone already. A record keeps its pseudonym while it is shown; after a
 * withdrawal it gets a new one, so that the two lives cannot be linked.
 */
export function assignLeaves(
  versions: readonly CommittedVersion[],
  shown: ReadonlyMap<string, ShownRecord>,
  { firstIndex, timeMs }: { firstIndex: number; timeMs: number },
): AssignedLeaves {
  const current = new Map<string, ShownRecord | undefined>(shown);
  const assigned: AssignedLeaves = { changes: [], leaves: [], collectedAtMs: [] };
  for (const version of versions) {
    const record = current.get(version.recordId);
    const changesNothing = record ? version.version <= record.version : version.op === 'withdraw';
    if (changesNothing || version.contentGone) continue;
    const pseudonym = record ? parsePseudonym(record.pseudonym) : version.newPseudonym;
    const change: Change = {
      recordId: version.recordId,
      item: version.item,
      version: version.version,
      leafIndex: firstIndex + assigned.changes.length,
      timeMs,
      pseudonym: record?.pseudonym ?? formatPseudonym(pseudonym),
      salt: version.salt,
      ...contentOf(version, record),
    };
    current.set(version.recordId, version.op === 'publish' ? change : undefined);
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
