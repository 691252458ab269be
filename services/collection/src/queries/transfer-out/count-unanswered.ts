import { chinaDate } from '@necips/domain';
import type { Context } from '../../context.ts';
import { countUnansweredTransfers, type UnansweredCounts } from '../../store/transfer-out/list-transfers.ts';

/** How many transfers to other provinces wait for a final answer, and how many of them are past a term of Order 45 §10. */
export async function countUnanswered({ sql, now }: Pick<Context, 'sql' | 'now'>): Promise<UnansweredCounts> {
  return await countUnansweredTransfers(sql, chinaDate(now()));
}
