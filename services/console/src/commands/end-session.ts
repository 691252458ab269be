import type { Context } from '../context.ts';
import { hashOfId } from '../domain/session-id.ts';
import { openTokens } from '../seal.ts';
import { deleteSession, findSessionRow } from '../store/session.ts';

/** Ends the session of a cookie. Answers its ID token, by which the realm's own session is ended; undefined where there was none. */
export async function endSession(
  { sql, seal, events }: Pick<Context, 'sql' | 'seal' | 'events'>,
  id: string | undefined,
): Promise<string | undefined> {
  const idHash = hashOfId(id);
  const row = idHash && (await findSessionRow(sql, idHash));
  if (!row || !(await deleteSession(sql, row.idHash))) return undefined;
  events.sessionEnded('logout');
  return openTokens(seal, row.tokens, row.idHash)?.id;
}
