import { ServiceError } from '@necips/runtime';
import type { FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { isPageToken } from '../domain/session-id.ts';

/**
 * Refuses what changes something and was not sent by a page of this console: the browser says the origin, and only a page of
 * ours can have read the session's token.
 */
export function requirePage(
  { config, events }: Pick<Context, 'config' | 'events'>,
  { headers }: Pick<FastifyRequest, 'headers'>,
  idHash: Buffer,
): void {
  const isOwnOrigin = headers.origin === config.baseUrl;
  if (isOwnOrigin && isPageToken(headers['x-page-token'], config.session.key, idHash)) return;
  events.forgeryRefused(headers.origin);
  throw new ServiceError(
    'forbidden',
    '请求不是从本系统页面发出的，请刷新页面后重试 (not sent by a page of this console)',
    {
      reason: 'not_our_page',
    },
  );
}
