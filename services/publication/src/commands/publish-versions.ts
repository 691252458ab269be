import { recordVersionDigest, type Transaction, writeCursor } from '@necips/runtime';
import type { Context } from '../context.ts';
import { COLLECTION_FEED, type CommittedVersion } from '../domain/record-version.ts';
import { toOperation } from '../messages.ts';
import { deleteEarlyWithdrawals, findEarlyWithdrawals, hasEarlyWithdrawals } from '../store/early-withdrawal.ts';
import { appendLeaves } from './append-leaves.ts';
import type { OpenLog } from './open-log.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'events' | 'now'>;

/**
 * Publishes versions in feed order, as `appendLeaves` does, and moves the cursor in the same transaction. A record that was
 * withdrawn ahead of the feed gets no leaf from a version up to its withdrawal; once the feed has passed it, that it was is
 * forgotten.
 */
export async function publishVersions(
  context: Needs,
  log: OpenLog,
  { versions, incarnation }: FeedVersions,
): Promise<void> {
  const last = versions.at(-1);
  if (!last) return;
  if (!log.hasEarlyWithdrawals) {
    await appendLeaves(context, log, versions, { write: (tx) => moveCursor(tx, incarnation, last) });
    return;
  }
  let hasEarly = true;
  await appendLeaves(context, log, versions, {
    select: notWithdrawnEarly,
    write: async (tx) => {
      await moveCursor(tx, incarnation, last);
      await deleteEarlyWithdrawals(tx, last.sequence);
      hasEarly = await hasEarlyWithdrawals(tx);
    },
  });
  log.hasEarlyWithdrawals = hasEarly;
}

/** Of these versions, those that no withdrawal has overtaken. */
export async function notWithdrawnEarly(
  tx: Transaction,
  versions: readonly CommittedVersion[],
): Promise<readonly CommittedVersion[]> {
  const early = await findEarlyWithdrawals(tx, [...new Set(versions.map(({ recordId }) => recordId))]);
  return early.size === 0 ? versions : versions.filter(({ recordId, version }) => version > (early.get(recordId) ?? 0));
}

async function moveCursor(tx: Transaction, incarnation: string, last: CommittedVersion): Promise<void> {
  const digest = recordVersionDigest({ ...last, operation: toOperation(last.op) });
  await writeCursor(tx, COLLECTION_FEED, { incarnation, sequence: last.sequence, digest });
}

/** Versions that follow each other in one life of collection's feed. */
export interface FeedVersions {
  incarnation: string;
  versions: CommittedVersion[];
}
