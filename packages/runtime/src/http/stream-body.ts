import { PassThrough, type Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { ServiceError } from '../errors.ts';

/** Schema of a body that arrives as a stream: documented as binary, never validated or buffered. */
export const STREAM_BODY = Type.Unsafe<Readable>({ type: 'string', format: 'binary', 'x-stream': true });

/** After an early answer, what the client is still sending is thrown away for this long, then the connection is cut. */
const LINGER_MS = 5_000;

/**
 * Lets bodies of these media types reach the handler as a `Readable` (`request.body`), read as fast as the handler reads.
 * There is no size limit: the handler counts. A client that goes away half way makes the stream fail with `aborted`, reason
 * `body_cut_off`, so a cut-off body can never be taken for a whole one. Destroying the stream leaves the connection alone,
 * so that the answer still gets through.
 */
export function acceptStream(app: FastifyInstance, mediaTypes: string[]): void {
  app.addContentTypeParser(mediaTypes, (request, payload, done) => done(null, detached(request, payload)));
}

/** Reads off and finally cuts off a body the answer did not wait for; a client that only writes would never see it. */
export function lingerAfterEarlyAnswer(request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.complete) return;
  reply.raw.once('finish', () => {
    if (request.raw.complete) return;
    // A handler that never read the body has left it piped into a stream that is full, and that holds it up.
    request.raw.unpipe();
    request.raw.resume();
    const cut = setTimeout(() => request.raw.destroy(), LINGER_MS);
    cut.unref();
    request.raw.once('close', () => clearTimeout(cut));
  });
}

function detached(request: FastifyRequest, payload: Readable): Readable {
  const body = new PassThrough();
  // A body nobody reads any more must not end the process by an unheard error; its readers hear it all the same.
  body.on('error', () => undefined);
  payload.once('close', () => {
    if (!request.raw.complete && !body.writableEnded) body.destroy(cutOff());
  });
  payload.once('error', (cause) => body.destroy(cutOff(cause)));
  return payload.pipe(body);
}

function cutOff(cause?: unknown): ServiceError {
  return new ServiceError('aborted', '请求体在中途断开 (request body was cut off)', { reason: 'body_cut_off', cause });
}
