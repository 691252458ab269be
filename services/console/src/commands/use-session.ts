import type { Caller } from '@necips/runtime';
import type { Context } from '../context.ts';
import { hasEnded } from '../domain/session-end.ts';
import { hashOfId } from '../domain/session-id.ts';
import { isRefusal } from '../identity-provider.ts';
import { openTokens, sealTokens, type Tokens } from '../seal.ts';
import {
  deleteSession,
  findSessionRow,
  lockSessionRow,
  markUsed,
  type SessionRow,
  updateTokens,
} from '../store/session.ts';

/** Uses closer together than this are written once. */
const USE_RESOLUTION_MS = 10_000;

type Needs = Pick<Context, 'sql' | 'verifier' | 'seal' | 'identity' | 'events' | 'config' | 'now'>;

/**
 * The session of a cookie, its access token renewed where it was due; undefined where there is none any more. `isAct` says
 * that a person does something, which puts off the idle end. Throws `unavailable` while the realm cannot be reached for a renewal.
 */
export async function useSession(
  context: Needs,
  id: string | undefined,
  { isAct }: { isAct: boolean },
): Promise<Session | undefined> {
  const { sql, now, config, events } = context;
  const idHash = hashOfId(id);
  const found = idHash && (await findSessionRow(sql, idHash));
  if (!found) return undefined;
  if (hasEnded(found, now(), config.session.idleMs)) {
    if (await deleteSession(sql, found.idHash)) events.sessionEnded('idle');
    return undefined;
  }
  const tokens =
    found.renewAt.getTime() <= now()
      ? await renew(context, found)
      : openTokens(context.seal, found.tokens, found.idHash);
  if (!tokens) return undefined;
  if (isAct && now() - found.usedAt.getTime() > USE_RESOLUTION_MS) await markUsed(sql, found.idHash, new Date(now()));
  return { idHash: found.idHash, tokens, caller: await context.verifier.verify(tokens.access), endsAt: found.endsAt };
}

/**
 * A refresh token may be used once. Two tabs that renew at the same time therefore take turns on the row, and the second one
 * finds the first one's tokens.
 */
async function renew({ sql, seal, identity, events, now }: Needs, { idHash }: SessionRow): Promise<Tokens | undefined> {
  return sql.begin(async (tx) => {
    const row = await lockSessionRow(tx, idHash);
    const tokens = row && openTokens(seal, row.tokens, idHash);
    if (!row || !tokens || row.renewAt.getTime() > now()) return tokens;
    try {
      const issued = await identity.renew(tokens);
      const renewAt = new Date(now() + issued.renewAfterMs);
      await updateTokens(tx, { idHash, tokens: sealTokens(seal, issued.tokens, idHash), renewAt });
      return issued.tokens;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Ended at the realm: an administrator or a logout elsewhere.
      await deleteSession(tx, idHash);
      events.sessionEnded('refused');
      return undefined;
    }
  });
}

/** Somebody who is logged in. */
export interface Session {
  idHash: Buffer;
  tokens: Tokens;
  caller: Caller;
  /** When it ends, whatever is done. */
  endsAt: Date;
}
