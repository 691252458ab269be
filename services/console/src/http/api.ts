import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type HttpServer, PUBLIC, ServiceError } from '@necips/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { useSession } from '../commands/use-session.ts';
import type { Context } from '../context.ts';
import { API_ROUTES, type ApiRoute } from '../domain/api-routes.ts';
import { readCookie, sessionCookieName } from './cookies.ts';
import { requirePage } from './require-page.ts';

/** A service that does not answer for this long is taken for away. Uploads may take as long as they move. */
const ANSWER_TIMEOUT_MS = 30_000;
const UPLOAD_MEDIA_TYPES = [
  'text/csv',
  'application/x-ndjson',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/gzip',
  'application/x-gzip',
  'application/octet-stream',
];
const SENT_ON = ['accept', 'content-type', 'if-match', 'if-none-match', 'idempotency-key', 'traceparent'];
const SENT_BACK = [
  'content-type',
  'content-disposition',
  'content-security-policy',
  'cache-control',
  'etag',
  'retry-after',
];
const CENTRE = '100000';

/** The listed routes of the services behind the console, below `/api/<upstream>`. */
export function registerApiRoutes(http: HttpServer, context: Context): void {
  http.acceptStream(UPLOAD_MEDIA_TYPES);
  const level = context.node === CENTRE ? 'centre' : 'province';
  for (const route of API_ROUTES) {
    const base = context.config.upstream[route.upstream];
    if (base === undefined || (route.at !== 'both' && route.at !== level)) continue;
    http.app.route({
      method: route.method,
      url: `/api/${route.upstream}${route.path}`,
      schema: { hide: true, querystring: Type.Object({}, { additionalProperties: true }) },
      config: { access: PUBLIC },
      handler: async (request, reply) => {
        const token = route.access === 'session' ? await tokenOf(context, request) : undefined;
        const url = base + request.url.slice(`/api/${route.upstream}`.length);
        return answer(reply, await ask(url, route, request, token));
      },
    });
  }
}

/** The person's access token; a changing request must have been sent by a page of ours. Throws `unauthenticated`, `forbidden`. */
async function tokenOf(context: Context, request: FastifyRequest): Promise<string> {
  const id = readCookie(request.headers.cookie, sessionCookieName(context.node, context.config.baseUrl));
  const session = await useSession(context, id, { isAct: request.headers['x-background'] === undefined });
  if (!session) {
    throw new ServiceError('unauthenticated', '登录已结束，请重新登录 (the session has ended)', {
      reason: 'session_ended',
    });
  }
  if (request.method !== 'GET') requirePage(context, request, session.idHash);
  return session.tokens.access;
}

async function ask(
  url: string,
  { method, isUpload }: ApiRoute,
  { headers, body }: FastifyRequest,
  token: string | undefined,
): Promise<Response> {
  const sent = new Headers(token === undefined ? {} : { authorization: `Bearer ${token}` });
  for (const name of SENT_ON) {
    const value = headers[name];
    if (typeof value === 'string') sent.set(name, value);
  }
  const content =
    body instanceof Readable ? Readable.toWeb(body) : body === undefined ? undefined : JSON.stringify(body);
  try {
    return await fetch(url, {
      method,
      headers: sent,
      redirect: 'manual',
      ...(content !== undefined && { body: content as NonNullable<RequestInit['body']>, duplex: 'half' }),
      ...(!isUpload && { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }),
    });
  } catch (cause) {
    throw new ServiceError('unavailable', '后台服务暂不可用，请稍后再试 (the service behind is away)', {
      reason: 'upstream_away',
      cause,
    });
  }
}

function answer(reply: FastifyReply, response: Response) {
  void reply.code(response.status);
  for (const name of SENT_BACK) {
    const value = response.headers.get(name);
    if (value !== null) void reply.header(name, value);
  }
  // Told on where it is that of the bytes sent on: what came compressed is longer here.
  const length = response.headers.get('content-length');
  if (length !== null && !response.headers.has('content-encoding')) void reply.header('content-length', length);
  if (!response.headers.has('cache-control')) void reply.header('cache-control', 'no-store');
  // Already text or a stream: no schema prunes it.
  return reply.send(response.body ? Readable.fromWeb(response.body as ReadableStream) : null);
}
