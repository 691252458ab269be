import { isServiceError } from '@necips/runtime';
import { LogError } from '@necips/tlog';
import type { LogTail } from '../domain/log-tail.ts';
import { BatchRefused } from '../domain/refusal.ts';
import type { LeafChange, VerifiedBatch } from '../domain/verify-batch.ts';
import type { Province } from '../province.ts';
import { lookAhead } from '../queries/look-ahead.ts';

/**
 * Checks that content is missing only where a later leaf, in the batch itself or up to the tip that the province has signed,
 * supersedes or withdraws the record. `tail` is where the batch begins. Throws BatchRefused `content_missing`.
 */
export async function requireSuperseded(province: Province, tail: LogTail, batch: VerifiedBatch): Promise<void> {
  const owed = contentOwed(batch.changes);
  if (owed.length === 0 || isSettled(province, owed)) return;
  try {
    province.lookAhead = await lookAhead(province, tail);
  } catch (error) {
    const isUnproven = isServiceError(error, 'unavailable') || error instanceof LogError;
    throw isUnproven ? new BatchRefused('content_missing', error.message) : error;
  }
  if (!isSettled(province, owed)) throw new BatchRefused('content_missing', `of leaf ${owed[0]?.leafIndex}`);
}

/** Leaves without content that no later leaf of the same batch supersedes. */
function contentOwed(changes: readonly LeafChange[]): LeafChange[] {
  if (!changes.some(({ contentGone }) => contentGone)) return [];
  const last = new Map(changes.map(({ pseudonym, leafIndex }) => [pseudonym, leafIndex]));
  return changes.filter(({ contentGone, pseudonym, leafIndex }) => contentGone && last.get(pseudonym) === leafIndex);
}

function isSettled({ lookAhead: seen }: Province, owed: readonly LeafChange[]): boolean {
  return seen !== undefined && owed.every(({ leafIndex }) => seen.isSuperseded(leafIndex));
}
