import type { Context } from '../../context.ts';
import { readFeedEnd as read } from '../../store/transfer-in/withdrawn-transfers.ts';

/** The end of the feed: what is settled after this was asked has seen all versions up to it. */
export async function readFeedEnd({ sql }: Pick<Context, 'sql'>): Promise<number> {
  return await read(sql);
}
