import { BatchRefused, type LeafChange, type LogTail, type Superseded, type VerifiedBatch } from '@necips/exchange';
import { isServiceError } from '@necips/runtime';
import { LogError } from '@necips/tlog';
import type { Province } from '../../province.ts';
import { lookAhead } from '../../queries/look-ahead.ts';

/**
 * Checks that content is missing only where a later leaf, in the batch itself or up to the tip that the province has signed,
 * supersedes or withdraws the record; returns the leaves without content, each with such a later one. `tail` is where the batch
 * begins. Throws BatchRefused `content_missing`.
 */
export async function requireSuperseded(
  province: Province,
  tail: LogTail,
  batch: VerifiedBatch,
): Promise<Superseded[]> {
  if (!batch.changes.some(({ contentGone }) => contentGone)) return [];
  const { superseded, owed } = settle(batch.changes);
  if (owed.length === 0) return superseded;
  const known = settleAhead(province, owed);
  if (known) return [...superseded, ...known];
  try {
    province.lookAhead = await lookAhead(province, tail);
  } catch (error) {
    const isUnproven = isServiceError(error, 'unavailable') || error instanceof LogError;
    throw isUnproven ? new BatchRefused('content_missing', error.message) : error;
  }
  const seen = settleAhead(province, owed);
  if (!seen) throw new BatchRefused('content_missing', `of leaf ${owed[0]?.leafIndex}`);
  return [...superseded, ...seen];
}

/** Leaves without content that a later leaf of the same batch supersedes, and those that none does. */
function settle(changes: readonly LeafChange[]): { superseded: Superseded[]; owed: LeafChange[] } {
  const superseded: Superseded[] = [];
  const pending = new Map<string, LeafChange>();
  for (const change of changes) {
    const before = pending.get(change.pseudonym);
    if (before) superseded.push({ leafIndex: before.leafIndex, successorIndex: change.leafIndex });
    if (change.contentGone) pending.set(change.pseudonym, change);
    else pending.delete(change.pseudonym);
  }
  return { superseded, owed: [...pending.values()] };
}

/** What supersedes the leaves that are owed, as far as is proven; undefined where that is not all of them. */
function settleAhead({ lookAhead: seen }: Province, owed: readonly LeafChange[]): Superseded[] | undefined {
  const superseded: Superseded[] = [];
  for (const { leafIndex, pseudonym } of owed) {
    if (!seen?.isSuperseded(leafIndex)) return undefined;
    const successorIndex = seen.laterThan(leafIndex, Buffer.from(pseudonym.replaceAll('-', ''), 'hex'));
    if (successorIndex === undefined) return undefined;
    superseded.push({ leafIndex, successorIndex });
  }
  return superseded;
}
