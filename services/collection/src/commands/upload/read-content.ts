import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CutOff, IntakeFault } from '../../domain/intake/faults.ts';

/** Bytes handed on at a time, so that a sender of tiny pieces does not cost a pass for each. */
const PIECE_BYTES = 64 * 1024;
/** A gzip file may grow to this size whatever its ratio: a small file of equal rows shrinks a lot. */
const EXPANSION_FREE_BYTES = 64 * 1024 * 1024;

/**
 * Yields the content of a body in pieces of at least 64 KiB (but the last), decompressed if it is gzip, which is told by its
 * first bytes. `size` counts along. Throws an IntakeFault beyond a limit or where promised gzip is not, a CutOff where gzip
 * ends too early, and whatever `body` throws.
 */
export async function* readContent(
  body: AsyncIterable<Uint8Array>,
  options: { gzipPromised: boolean; limits: ContentLimits; size: ContentSize },
): AsyncGenerator<Buffer> {
  const { limits, size } = options;
  const raw = inPieces(counted(body, limits.bodyBytesMax, size));
  const first = await raw.next();
  const start = first.done ? Buffer.alloc(0) : first.value;
  const rest = startingWith(start, raw);
  const gzip = start[0] === 0x1f && start[1] === 0x8b;
  if (!gzip && options.gzipPromised && start.length > 0) {
    throw new IntakeFault('unprocessable', 'not_gzip', '内容不是 gzip 格式 (not gzip)');
  }
  size.compression = gzip ? 'gzip' : 'none';
  const content = gzip ? inPieces(gunzipped(rest, limits, size)) : rest;
  for await (const piece of content) {
    size.contentBytes += piece.length;
    if (size.contentBytes > limits.contentBytesMax) throw tooLarge('content_too_large', '文件', limits.contentBytesMax);
    yield piece;
  }
}

export interface ContentLimits {
  readonly bodyBytesMax: number;
  readonly contentBytesMax: number;
  readonly expansionRatioMax: number;
}

/** What was read so far. */
export interface ContentSize {
  bodyBytes: number;
  contentBytes: number;
  compression: 'none' | 'gzip';
}

/** Says that a body is over the limit; also used where its announced length already is. */
export function bodyTooLarge(bodyBytesMax: number): IntakeFault {
  return tooLarge('body_too_large', '请求体', bodyBytesMax);
}

async function* counted(
  body: AsyncIterable<Uint8Array>,
  bodyBytesMax: number,
  size: ContentSize,
): AsyncGenerator<Buffer> {
  for await (const bytes of body) {
    size.bodyBytes += bytes.length;
    if (size.bodyBytes > bodyBytesMax) throw bodyTooLarge(bodyBytesMax);
    yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

async function* gunzipped(
  body: AsyncIterable<Buffer>,
  limits: ContentLimits,
  size: ContentSize,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  // What goes wrong on the way in destroys the stream with that error, which is then thrown below.
  const feeding = pipeline(Readable.from(body, { highWaterMark: 1 }), gunzip);
  feeding.catch(() => undefined);
  let bytes = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > EXPANSION_FREE_BYTES && bytes > size.bodyBytes * limits.expansionRatioMax) {
        throw tooLarge('expansion_too_large', 'gzip 解压后', size.bodyBytes * limits.expansionRatioMax);
      }
      yield piece;
    }
  } catch (error) {
    throw gzipFault(error);
  }
}

function gzipFault(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR') return new CutOff('truncated_gzip', 'gzip 内容不完整 (truncated gzip)');
  if (typeof code !== 'string' || !code.startsWith('Z_')) return error;
  return new IntakeFault('unprocessable', 'bad_gzip', 'gzip 内容已损坏 (corrupt gzip)');
}

async function* inPieces(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of source) {
    parts.push(part);
    bytes += part.length;
    if (bytes < PIECE_BYTES) continue;
    yield parts.length === 1 ? part : Buffer.concat(parts);
    parts = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(parts);
}

async function* startingWith(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* rest;
}

function tooLarge(reason: string, what: string, bytesMax: number): IntakeFault {
  return new IntakeFault('too_large', reason, `${what}超过上限 ${bytesMax} 字节 (too large)`, { bytesMax });
}
