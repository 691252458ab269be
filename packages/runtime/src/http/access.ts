import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { type Access, authorize } from '../auth/access.ts';
import type { Caller } from '../auth/caller.ts';
import type { TokenVerifier } from '../auth/token-verifier.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route. Every route states it; one that does not fails at start. */
    access?: Access;
  }
  interface FastifyRequest {
    /** Who makes the request; on a protected route only. */
    readonly caller: Caller;
  }
}

const CALLER = Symbol('caller');

/** Makes every route of `app` state its access, and lets protected ones be reached by holders of a right role only. */
export function guardRoutes(app: FastifyInstance, verifier: TokenVerifier): void {
  app.decorateRequest('caller', {
    getter(this: FastifyRequest & { [CALLER]?: Caller }) {
      const caller = this[CALLER];
      if (!caller) throw new Error(`${this.routeOptions.url} is public: it has no caller`);
      return caller;
    },
  });
  app.addHook('onRoute', (route) => {
    const access = route.config?.access;
    if (!access) throw new Error(`${String(route.method)} ${route.url} does not state its access`);
    if (access.kind === 'public') return;
    const guard: onRequestAsyncHookHandler = async (request: FastifyRequest & { [CALLER]?: Caller }) => {
      request[CALLER] = await authorize(access.roles, request.headers.authorization, verifier);
    };
    route.onRequest = [guard, ...[route.onRequest ?? []].flat()];
  });
}
