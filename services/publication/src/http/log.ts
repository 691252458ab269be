// The log over HTTP: exactly the resources of C2SP tlog-tiles below `/log`, so that anybody's tools can audit the province.
import { createHash } from 'node:crypto';
import { type HttpApp, PUBLIC, ServiceError } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';
import type { SignedTree } from '../domain/signed-tree.ts';
import { getTree } from '../queries/get-tree.ts';
import { readLogResource } from '../queries/read-log-resource.ts';

/** A year: full tiles and bundles never change and never go. */
const FOREVER = 'public, max-age=31536000, immutable';
/** A partial tile never changes either, but nobody asks for it once the next checkpoint is out. */
const AN_HOUR = 'public, max-age=3600, immutable';
const A_SECOND = 'public, max-age=1';

type Needs = Pick<Context, 'node' | 'reading' | 'served'>;

/** The newest generation below `/log`, and each one, the newest among them, below `/log/generations/<g>`. */
export function registerLogRoutes(app: HttpApp, context: Needs): void {
  const checkpoint = {
    summary: 'Newest signed checkpoint 最新检查点',
    description: 'C2SP tlog-checkpoint: origin, size and root hash of the log, as a signed note.',
    tags: ['log'],
  };
  const tile = {
    summary: 'Merkle tree tile or entry bundle 日志瓦片',
    description:
      'C2SP tlog-tiles: `tile/<L>/<N>[.p/<W>]` holds hashes, `tile/entries/<N>[.p/<W>]` the leaves. 404 for what the ' +
      'newest checkpoint does not cover.',
    tags: ['log'],
  };
  const path = Type.String({ description: 'Path below `tile/`.' });
  const ofGeneration = { summary: '某一代日志 A generation of the log, as it ended or as it is', tags: ['log'] };
  const config = { access: PUBLIC };
  app.get('/log/checkpoint', { schema: checkpoint, config }, async (request, reply) => {
    sendCheckpoint(request, reply, context.served.get());
    return reply;
  });
  app.get(
    '/log/tile/*',
    { schema: { ...tile, params: Type.Object({ '*': path }) }, config },
    async (request, reply) => {
      await sendTile(context, request, reply, context.served.get());
      return reply;
    },
  );
  app.get(
    '/log/generations/:generation/checkpoint',
    { schema: { ...ofGeneration, params: Type.Object({ generation: Generation }) }, config },
    async (request, reply) => {
      sendCheckpoint(request, reply, await requireTree(context, request.params.generation));
      return reply;
    },
  );
  app.get(
    '/log/generations/:generation/tile/*',
    { schema: { ...ofGeneration, params: Type.Object({ generation: Generation, '*': path }) }, config },
    async (request, reply) => {
      await sendTile(context, request, reply, await requireTree(context, request.params.generation));
      return reply;
    },
  );
}

const Generation = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: '日志代次 Generation of the log.' });

async function requireTree(context: Needs, generation: number): Promise<SignedTree> {
  const tree = await getTree(context, generation);
  if (tree.generation === generation) return tree;
  throw new ServiceError('not_found', `没有第 ${generation} 代日志 (no such log generation)`, {
    reason: 'no_such_generation',
  });
}

function sendCheckpoint(request: Asked, reply: Answer, { checkpoint }: SignedTree): void {
  const etag = etagOf(checkpoint);
  void reply.header('cache-control', A_SECOND).header('etag', etag);
  if (isKnown(request.headers['if-none-match'], etag)) return void reply.code(304).send();
  void reply.type('text/plain; charset=utf-8').send(checkpoint);
}

async function sendTile(context: Needs, request: Asked, reply: Answer, tree: SignedTree): Promise<void> {
  // The path as sent: only the canonical spelling names a resource.
  const path = request.url.split('?', 1)[0] ?? '';
  const resource = await readLogResource(context, tree, path.slice(path.indexOf('/tile/') + 1));
  if (!resource)
    throw new ServiceError('not_found', '日志中没有此资源 (the log has no such resource)', { reason: 'no_such_tile' });
  const { bytes, isFull } = resource;
  const etag = etagOf(bytes);
  void reply.header('cache-control', isFull ? FOREVER : AN_HOUR).header('etag', etag);
  if (isKnown(request.headers['if-none-match'], etag)) return void reply.code(304).send();
  void reply.type('application/octet-stream').send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** What is looked at of a request. */
interface Asked {
  url: string;
  headers: { 'if-none-match'?: string | undefined };
}

/** What is used of a reply. */
interface Answer {
  header(name: string, value: string): Answer;
  code(status: number): Answer;
  type(contentType: string): Answer;
  send(body?: string | Uint8Array): Answer;
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
