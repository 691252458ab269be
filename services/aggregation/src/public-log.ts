import { ServiceError } from '@necips/runtime';
import {
  decodeEntryBundle,
  entryBundlePath,
  NOTE_BYTES_MAX,
  TILE_BYTES,
  TILE_WIDTH,
  type TileAddress,
  tilePath,
} from '@necips/tlog';

const TIMEOUT_MS = 10_000;
/** A version 1 leaf has 98 bytes; longer ones of a later format still pass. */
const BUNDLE_BYTES_MAX = TILE_WIDTH * 1_024;
/** Bundles fetched ahead of the reader. */
const BUNDLES_AHEAD = 8;

/**
 * A province's public log, read over HTTP as anybody could (C2SP tlog-tiles). Nothing that comes from here is believed before
 * it was held against a signed root. Throws `unavailable` where the log does not answer as it should.
 */
export class PublicLog {
  readonly #url: string;

  /** `url`: where `/checkpoint` is found, without a slash at the end. */
  constructor(url: string) {
    this.#url = url;
  }

  /** The signed note; undefined where the province has not signed one yet. */
  async checkpoint(signal?: AbortSignal): Promise<string | undefined> {
    const bytes = await this.#get('checkpoint', NOTE_BYTES_MAX, signal);
    return bytes && new TextDecoder().decode(bytes);
  }

  /** A tile's hashes; undefined if it is not there. */
  async tile({ level, index, width }: TileAddress, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    return this.#get(tilePath(level, index, width), TILE_BYTES, signal);
  }

  /** Leaves `from` up to but not including `to` of the log when it has at least `to` leaves, in order. */
  async *leaves(from: number, to: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const last = Math.ceil(to / TILE_WIDTH);
    let next = Math.floor(from / TILE_WIDTH);
    const ahead: { index: number; leaves: Promise<Uint8Array[]> }[] = [];
    while (next < last || ahead.length > 0) {
      while (next < last && ahead.length < BUNDLES_AHEAD) {
        const leaves = this.#bundle(next, Math.min(TILE_WIDTH, to - next * TILE_WIDTH), signal);
        leaves.catch(() => {});
        ahead.push({ index: next, leaves });
        next += 1;
      }
      const bundle = ahead.shift();
      if (!bundle) return;
      const first = Math.max(0, from - bundle.index * TILE_WIDTH);
      yield* (await bundle.leaves).slice(first);
    }
  }

  async #bundle(index: number, width: number, signal?: AbortSignal): Promise<Uint8Array[]> {
    const partial = await this.#get(entryBundlePath(index, width), BUNDLE_BYTES_MAX, signal);
    if (partial) return decodeEntryBundle(partial, width);
    // A partial bundle may go once the full one is there.
    const full = width < TILE_WIDTH && (await this.#get(entryBundlePath(index), BUNDLE_BYTES_MAX, signal));
    if (!full) throw unavailable(`bundle ${index} is not there`);
    return decodeEntryBundle(full, TILE_WIDTH).slice(0, width);
  }

  async #get(path: string, bytesMax: number, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const limit = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]);
    try {
      const response = await fetch(`${this.#url}/${path}`, { signal: limit, redirect: 'error' });
      if (!response.ok) {
        await response.body?.cancel();
        if (response.status === 404) return undefined;
        throw unavailable(`${path}: HTTP ${response.status}`);
      }
      return await readAtMost(response, bytesMax, path);
    } catch (error) {
      throw error instanceof ServiceError ? error : unavailable(`${path}: ${causeOf(error)}`, error);
    }
  }
}

/** Reads a body without ever holding more of it than is allowed. */
async function readAtMost(response: Response, bytesMax: number, path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > bytesMax) throw unavailable(`${path}: more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function unavailable(detail: string, cause?: unknown): ServiceError {
  return new ServiceError('unavailable', `公示日志无法读取 (the public log cannot be read): ${detail}`, {
    reason: 'public_log',
    cause,
  });
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
