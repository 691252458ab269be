import { findIncarnation } from '@necips/runtime';
import type { Context } from '../context.ts';
import { RECORD_FEED } from '../domain/record-feed.ts';
import { countHeld } from '../store/held/list-held.ts';
import { countQueues } from '../store/submission/submission-sweep.ts';
import { readFeedSequence } from '../store/version/record-versions.ts';
import { countUnanswered } from './transfer-out/count-unanswered.ts';

/** How the node's collection stands: what waits, and how far its feed has come. */
export async function getStatus({ sql, node, now }: Pick<Context, 'sql' | 'node' | 'now'>): Promise<CollectionStatus> {
  const [queues, feedIncarnation, feedSequence, held, unanswered] = await Promise.all([
    countQueues(sql),
    findIncarnation(sql, RECORD_FEED),
    readFeedSequence(sql),
    countHeld(sql),
    countUnanswered({ sql, now }),
  ]);
  const overdue = unanswered.handOn + unanswered.answer;
  const count = (state: string) => queues.get(state) ?? 0;
  return {
    node,
    feedIncarnation,
    feedSequence,
    queue: {
      receiving: count('receiving'),
      received: count('received'),
      processing: count('processing'),
      takingBack: count('taking_back'),
      failed: count('failed'),
    },
    held: { waiting: held.waiting, oldestAt: held.oldestAt?.toISOString() ?? null },
    transfers: { waiting: unanswered.within + overdue, overdue },
  };
}

export interface CollectionStatus {
  node: string;
  /** Life of the feed; another one after a restore, empty until somebody has followed it. */
  feedIncarnation: string;
  /** Highest sequence number of the feed. */
  feedSequence: number;
  /** Submissions by state. */
  queue: { receiving: number; received: number; processing: number; takingBack: number; failed: number };
  /** Rows whose subject is not known, and since when the oldest one waits (ISO). */
  held: { waiting: number; oldestAt: string | null };
  /** What was sent to other provinces, or is to be, and has no final answer; and how much of it is past a term of Order 45 §10. */
  transfers: { waiting: number; overdue: number };
}
