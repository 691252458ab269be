import { type HttpApp, PUBLIC, ServiceError } from '@necips/runtime';
import Type from 'typebox';
import { endSession } from '../commands/end-session.ts';
import { openSession } from '../commands/open-session.ts';
import { useSession } from '../commands/use-session.ts';
import type { Context } from '../context.ts';
import { returnPath } from '../domain/return-path.ts';
import { hashOfId, pageToken } from '../domain/session-id.ts';
import type { LoginAttempt } from '../identity-provider.ts';
import { isSecure, readCookie, sessionCookieName, setCookie } from './cookies.ts';
import { requirePage } from './require-page.ts';

/** A login that takes longer than this begins anew. */
const LOGIN_SECONDS_MAX = 600;
const config = { access: PUBLIC };

/** Login, callback, logout, and who is logged in. */
export function registerAuthRoutes(app: HttpApp, context: Context): void {
  const { baseUrl, node, session } = context.config;
  const secure = isSecure(baseUrl);
  const cookieName = sessionCookieName(node, baseUrl);
  // One cookie for each attempt, so that two tabs may log in at the same time.
  const attemptCookie = (state: string) => `necips-login-${node}-${state.slice(0, 12)}`;
  const attemptSeal = sealFor(context);

  app.get(
    '/auth/login',
    { schema: { hide: true, querystring: Type.Object({ return: Type.Optional(Type.String()) }) }, config },
    async (request, reply) => {
      const { url, attempt } = await context.identity.beginLogin();
      const sealed = attemptSeal.seal({ ...attempt, returnTo: returnPath(request.query.return) });
      const options = { path: '/auth/callback', maxAgeSeconds: LOGIN_SECONDS_MAX, isSecure: secure };
      void reply.header('set-cookie', setCookie(attemptCookie(attempt.state), sealed, options));
      return reply.header('cache-control', 'no-store').redirect(url);
    },
  );

  app.get(
    '/auth/callback',
    { schema: { hide: true, querystring: Type.Object({}, { additionalProperties: true }) }, config },
    async (request, reply) => {
      const { state } = Object(request.query) as { state?: string };
      const name = attemptCookie(String(state ?? '').replaceAll(/[^\w-]/g, ''));
      const attempt = attemptSeal.open(readCookie(request.headers.cookie, name));
      const forget = setCookie(name, '', { path: '/auth/callback', maxAgeSeconds: 0, isSecure: secure });
      void reply.header('cache-control', 'no-store');
      if (!attempt) return reply.header('set-cookie', forget).redirect('/login-failed');
      try {
        const id = await openSession(context, await context.identity.endLogin(request.url, attempt));
        const cookie = setCookie(cookieName, id, { path: '/', isSecure: secure });
        return await reply.header('set-cookie', [forget, cookie]).redirect(attempt.returnTo);
      } catch (error) {
        context.events.loginFailed(error);
        return reply.header('set-cookie', forget).redirect('/login-failed');
      }
    },
  );

  app.get(
    '/auth/session',
    {
      schema: { hide: true, querystring: Type.Object({ act: Type.Optional(Type.Boolean()) }) },
      config,
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const id = readCookie(request.headers.cookie, cookieName);
      const found = await useSession(context, id, { isAct: request.query.act === true });
      if (!found) return { account: null };
      const { caller, idHash, endsAt } = found;
      return {
        account: caller.account,
        roles: [...caller.roles],
        department: caller.departmentName ?? null,
        pageToken: pageToken(session.key, idHash),
        endsAt: endsAt.toISOString(),
        idleMs: session.idleMs,
      };
    },
  );

  app.post('/auth/logout', { schema: { hide: true }, config }, async (request, reply) => {
    const id = readCookie(request.headers.cookie, cookieName);
    const idHash = hashOfId(id);
    if (!idHash) throw new ServiceError('unauthenticated', '未登录 (not logged in)', { reason: 'no_session' });
    requirePage(context, request, idHash);
    const idToken = await endSession(context, id);
    // The session here has ended even where the realm cannot be reached for its own.
    const url = idToken ? await context.identity.logoutUrl(idToken).catch(() => '/') : '/';
    void reply.header('set-cookie', setCookie(cookieName, '', { path: '/', maxAgeSeconds: 0, isSecure: secure }));
    return reply.header('cache-control', 'no-store').send({ url });
  });
}

/** What stands in the cookie of a login that has begun: nobody can read it or make one. */
function sealFor({ seal }: Pick<Context, 'seal'>) {
  const use = Buffer.from('login attempt');
  return {
    seal: (attempt: Attempt) => seal.seal(JSON.stringify(attempt), use).toString('base64url'),
    open: (text = '') => {
      const opened = seal.open(Buffer.from(text, 'base64url'), use);
      return opened === undefined ? undefined : (JSON.parse(opened) as Attempt);
    },
  };
}

type Attempt = LoginAttempt & { returnTo: string };
