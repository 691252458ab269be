// The log over HTTP: exactly the resources of C2SP tlog-tiles below `/log`, so that anybody's tools can audit the province.
import { createHash } from 'node:crypto';
import { type HttpApp, PUBLIC, ServiceError } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { readLogResource } from '../queries/read-log-resource.ts';

const PREFIX = '/log/';
/** A year: full tiles and bundles never change and never go. */
const FOREVER = 'public, max-age=31536000, immutable';
/** A partial tile never changes either, but nobody asks for it once the next checkpoint is out. */
const AN_HOUR = 'public, max-age=3600, immutable';
const A_SECOND = 'public, max-age=1';

type Needs = Pick<Context, 'node' | 'reading' | 'served'>;

export function registerLogRoutes(app: HttpApp, context: Needs): void {
  app.get(
    '/log/checkpoint',
    {
      schema: {
        summary: 'Newest signed checkpoint 最新检查点',
        description: 'C2SP tlog-checkpoint: origin, size and root hash of the log, as a signed note.',
        tags: ['log'],
      },
      config: { access: PUBLIC },
    },
    async (request, reply) => {
      const { checkpoint } = context.served.get();
      const etag = etagOf(checkpoint);
      void reply.header('cache-control', A_SECOND).header('etag', etag);
      if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
      return reply.type('text/plain; charset=utf-8').send(checkpoint);
    },
  );
  app.get(
    '/log/tile/*',
    {
      schema: {
        summary: 'Merkle tree tile or entry bundle 日志瓦片',
        description:
          'C2SP tlog-tiles: `tile/<L>/<N>[.p/<W>]` holds hashes, `tile/entries/<N>[.p/<W>]` the leaves. 404 for what the ' +
          'newest checkpoint does not cover.',
        tags: ['log'],
        params: Type.Object({ '*': Type.String({ description: 'Path below `tile/`.' }) }),
      },
      config: { access: PUBLIC },
    },
    async (request, reply) => {
      // The path as sent: only the canonical spelling names a resource.
      const path = request.url.split('?', 1)[0]?.slice(PREFIX.length) ?? '';
      const resource = await readLogResource(context, path);
      if (!resource)
        throw new ServiceError('not_found', '日志中没有此资源 (the log has no such resource)', {
          reason: 'no_such_tile',
        });
      const { bytes, isFull } = resource;
      const etag = etagOf(bytes);
      void reply.header('cache-control', isFull ? FOREVER : AN_HOUR).header('etag', etag);
      if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
      return reply.type('application/octet-stream').send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
  );
}

function etagOf(content: string | Uint8Array): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}

/** RFC 9110 §13.1.2: a list of tags, weak ones count as equal, or `*`. */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
