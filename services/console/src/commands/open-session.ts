import type { Context } from '../context.ts';
import { hashOfId, newSessionId } from '../domain/session-id.ts';
import type { Issued } from '../identity-provider.ts';
import { sealTokens } from '../seal.ts';
import { insertSession } from '../store/session.ts';

/** Begins a session with what the realm gave. Answers the cookie's value. Throws where the access token is not of this realm. */
export async function openSession(
  {
    sql,
    verifier,
    seal,
    events,
    config,
    now,
  }: Pick<Context, 'sql' | 'verifier' | 'seal' | 'events' | 'config' | 'now'>,
  { tokens, renewAfterMs }: Issued,
): Promise<string> {
  const { subject, account } = await verifier.verify(tokens.access);
  const id = newSessionId();
  const idHash = hashOfId(id);
  if (!idHash) throw new Error('a new id has the shape of one');
  const usedAt = new Date(now());
  await insertSession(sql, {
    idHash,
    subject,
    account,
    tokens: sealTokens(seal, tokens, idHash),
    renewAt: new Date(now() + renewAfterMs),
    usedAt,
    endsAt: new Date(now() + config.session.lifetimeMs),
  });
  events.loggedIn(account);
  return id;
}
