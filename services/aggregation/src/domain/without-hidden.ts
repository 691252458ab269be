import type { VerifiedBatch } from '@necips/exchange';

/**
 * A batch as it is to be applied where records are withdrawn ahead of it: content under a hidden pseudonym, before the withdrawing
 * leaf, counts as gone, and that leaf is what supersedes it. `hidden`: the withdrawing leaf of each hidden pseudonym.
 */
export function withoutHidden(batch: VerifiedBatch, hidden: ReadonlyMap<string, number>): VerifiedBatch {
  if (!batch.changes.some(({ pseudonym }) => hidden.has(pseudonym))) return batch;
  const superseded = [...batch.superseded];
  const changes = batch.changes.map((change) => {
    const successorIndex = hidden.get(change.pseudonym) ?? -1;
    if (change.op !== 'publish' || change.contentGone || successorIndex <= change.leafIndex) return change;
    superseded.push({ leafIndex: change.leafIndex, successorIndex });
    return { ...change, ...NOTHING, contentGone: true };
  });
  return { ...batch, changes, superseded };
}

const NOTHING = {
  recordId: '',
  item: '',
  subjectId: '',
  salt: new Uint8Array(0),
  head: '',
  publicPart: '',
  restrictedPart: '',
} as const;
