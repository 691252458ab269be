import type { Context } from '../context.ts';
import { deleteEndedSessions } from '../store/session.ts';

/** Deletes every session that has ended; answers how many. */
export async function removeEnded({ sql, config, now }: Pick<Context, 'sql' | 'config' | 'now'>): Promise<number> {
  return deleteEndedSessions(sql, new Date(now()), new Date(now() - config.session.idleMs));
}
