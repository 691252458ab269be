import { randomBytes } from 'node:crypto';
import { findNode, NODES } from '@necips/domain';
import { type HttpApp, PUBLIC, ServiceError } from '@necips/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { readPinnedKeys } from '../pinned-keys.ts';

/** Paths that are pages; which one is shown is the browser's affair. */
const PAGES = ['/', '/search', '/verify', '/board', '/board/*', '/desk', '/desk/*', '/login-failed', '/logged-in'];
const NONCE_BYTES = 16;
/** File names carry a hash of their content. */
const FOREVER = 'public, max-age=31536000, immutable';
const options = {
  schema: { hide: true, querystring: Type.Object({}, { additionalProperties: true }) },
  config: { access: PUBLIC },
};

/** The built pages and their files. Nothing in them comes from elsewhere, and the browser is told so. */
export function registerPageRoutes(app: HttpApp, context: Pick<Context, 'pages' | 'config' | 'node'>): void {
  const show = (_request: FastifyRequest, reply: FastifyReply) => sendPage(context, reply);
  for (const path of PAGES) app.get(path, options, show);
  const chunks = context.pages.chunksOf(SUBJECT_PAGE).map((file) => `<link rel="modulepreload" href="/${file}" />`);
  app.get('/subjects/:code', { ...options, schema: { ...options.schema, params: SUBJECT_PARAMS } }, (request, reply) =>
    sendPage(context, reply, [...chunks, ...subjectReads(request.params.code)]),
  );
  app.get('/assets/*', options, (request, reply) => {
    const asset = context.pages.assets.get(request.url.slice(1).split('?', 1)[0] ?? '');
    if (!asset) throw new ServiceError('not_found', '没有此文件 (no such file)', { reason: 'no_such_file' });
    const takesGzip = String(request.headers['accept-encoding']).includes('gzip');
    if (takesGzip) void reply.header('content-encoding', 'gzip');
    return reply
      .header('cache-control', FOREVER)
      .header('vary', 'accept-encoding')
      .type(asset.type)
      .send(takesGzip ? asset.gzip : asset.plain);
  });
  app.get('/*', options, (request, reply) => {
    if (!String(request.headers.accept).includes('text/html')) {
      throw new ServiceError('not_found', '没有此资源 (nothing here)', { reason: 'no_such_route' });
    }
    return sendPage(context, reply.code(404));
  });
}

const SUBJECT_PAGE = 'src/public/subject-page.tsx';
/** As the page asks for the records of a subject that has no more than that. */
const RECORDS_OF_ANSWER_MAX = 100;
const SUBJECT_PARAMS = Type.Object({ code: Type.String() });

/** What a subject's page asks first, begun with the document instead of after two scripts. */
function subjectReads(code: string): string[] {
  if (!/^[0-9A-Z]{13,18}$/.test(code)) return [];
  const subject = `/api/exchange/v1/subjects/${code}`;
  return [subject, `${subject}/records?limit=${RECORDS_OF_ANSWER_MAX}`, '/formats.json'].map(
    (path) => `<link rel="preload" as="fetch" crossorigin="anonymous" href="${path}" />`,
  );
}

function sendPage(
  { pages, config, node }: Pick<Context, 'pages' | 'config' | 'node'>,
  reply: FastifyReply,
  preloads: readonly string[] = [],
) {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  const document = pages.index
    .replaceAll('__NONCE__', nonce)
    .replace('<!--__PRELOADS__-->', preloads.join('\n    '))
    .replace('__SITE__', () => inScript(siteOf(node, config.pinnedKeysFile)));
  return reply
    .header('content-security-policy', contentPolicy(nonce))
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(document);
}

/** What a page knows without asking: whose it is, and under which keys proofs are checked. */
function siteOf(node: string, pinnedKeysFile: string) {
  const { name = node, fullName = node } = findNode(node) ?? {};
  return {
    node,
    name,
    fullName,
    nodes: NODES.map(({ code, name: nodeName }) => ({ code, name: nodeName })),
    keys: readPinnedKeys(pinnedKeysFile),
  };
}

/** Text that can stand in a script element as data: no end tag, no comment. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
