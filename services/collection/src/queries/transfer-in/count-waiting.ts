import { chinaDate } from '@necips/domain';
import type { Context } from '../../context.ts';
import { answerByFrom } from '../../domain/transfer-out/terms.ts';
import { countWaitingByDay } from '../../store/transfer-in/waiting-transfers.ts';

/** How many records of other provinces wait here, and how many of them for longer than Order 45 §10 allows. */
export async function countWaiting({ sql, now }: Pick<Context, 'sql' | 'now'>): Promise<WaitingCounts> {
  const today = chinaDate(now());
  const counts = { within: 0, overdue: 0 };
  for (const { day, count } of await countWaitingByDay(sql)) {
    counts[today > answerByFrom(day) ? 'overdue' : 'within'] += count;
  }
  return counts;
}

export interface WaitingCounts {
  within: number;
  overdue: number;
}
