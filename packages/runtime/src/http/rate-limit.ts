import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { ServiceError } from '../errors.ts';

/** Generous: it stops a runaway loop, not a busy client. */
export const DEFAULT_RATE_LIMIT: RateLimit = { max: 3_000, timeWindowMs: 1_000 };

/** At most `max` requests of one client address within a window of `timeWindowMs`. */
export interface RateLimit {
  max: number;
  timeWindowMs: number;
}

/**
 * Counts requests by client address in fixed windows and says so in the `RateLimit` and `RateLimit-Policy` headers
 * (draft-ietf-httpapi-ratelimit-headers-10). One map, emptied at each window, so memory is bounded by the requests of one
 * window and a request costs a map look-up and two headers: the look-up path cannot afford more.
 *
 * @throws ServiceError `limited` beyond the limit.
 */
export function createRateLimit({ max, timeWindowMs }: RateLimit): onRequestHookHandler {
  const policy = `"default";q=${max};w=${Math.ceil(timeWindowMs / 1_000)}`;
  let counts = new Map<string, number>();
  let windowEndsAt = 0;
  return (request, reply, done) => {
    const now = Date.now();
    if (now >= windowEndsAt) {
      counts = new Map();
      windowEndsAt = now + timeWindowMs;
    }
    const count = (counts.get(request.ip) ?? 0) + 1;
    counts.set(request.ip, count);
    const secondsLeft = Math.ceil((windowEndsAt - now) / 1_000);
    reply.raw.setHeader('RateLimit-Policy', policy);
    reply.raw.setHeader('RateLimit', `"default";r=${Math.max(0, max - count)};t=${secondsLeft}`);
    if (count <= max) return done();
    reply.header('retry-after', secondsLeft);
    done(new ServiceError('limited', '请求过于频繁，请稍后再试 (too many requests)', { reason: 'rate_limited' }));
  };
}

/** Puts `limit` in front of every route registered from here on. */
export function limitRoutes(app: FastifyInstance, limit: onRequestHookHandler): void {
  app.addHook('onRoute', (route) => {
    route.onRequest = [limit, ...[route.onRequest ?? []].flat()];
  });
}
