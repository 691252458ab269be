import {
  type Checkpoint,
  consistencyProof,
  decodeEntryBundle,
  entryBundlePath,
  LogKeys,
  NOTE_BYTES_MAX,
  TILE_WIDTH,
  tileHashReader,
  tilePath,
  verifyConsistency,
} from '@necips/tlog';
import type { PinnedNode } from './centre.ts';

const TIMEOUT_MS = 30_000;
const BUNDLES_AHEAD = 8;

/** A province's log as anybody can read it, under the keys that the centre has pinned. */
export class PublicLog {
  readonly keys: LogKeys;
  readonly #node: PinnedNode;

  constructor(node: PinnedNode) {
    this.#node = node;
    this.keys = new LogKeys(node.logOrigin, node.keys);
  }

  /** The newest signed checkpoint. Throws where there is none, or the pinned key has not signed it. */
  async checkpoint(): Promise<Required<Checkpoint>> {
    const note = await this.#get('checkpoint');
    if (!note || note.length > NOTE_BYTES_MAX) throw new Error('the province shows no checkpoint');
    return this.keys.open(note);
  }

  /** Leaves `from` up to but not including `to`, in order. */
  async *leaves(from: number, to: number): AsyncGenerator<Uint8Array> {
    const bundles: Promise<Uint8Array[]>[] = [];
    const last = Math.ceil(to / TILE_WIDTH);
    const first = Math.floor(from / TILE_WIDTH);
    for (let index = first, next = first; index < last; index++) {
      for (; next < last && next < index + BUNDLES_AHEAD; next++) {
        const bundle = this.#bundle(next, Math.min(TILE_WIDTH, to - next * TILE_WIDTH));
        bundle.catch(() => {});
        bundles.push(bundle);
      }
      const leaves = (await bundles.shift()) ?? [];
      yield* leaves.slice(Math.max(0, from - index * TILE_WIDTH));
    }
  }

  /** Whether the newer tree begins with the older one, by a proof from the public tiles. */
  async isConsistent(
    older: { size: number; root: Uint8Array },
    newer: { size: number; root: Uint8Array },
  ): Promise<boolean> {
    if (older.size > newer.size) return false;
    const reader = tileHashReader((tile) => this.#get(tilePath(tile.level, tile.index, tile.width)), newer.size);
    const proof = await consistencyProof(older.size, newer.size, reader);
    return verifyConsistency({
      oldSize: older.size,
      oldRoot: older.root,
      newSize: newer.size,
      newRoot: newer.root,
      proof,
    });
  }

  async #bundle(index: number, width: number): Promise<Uint8Array[]> {
    const bundle = await this.#get(entryBundlePath(index, width));
    if (bundle) return decodeEntryBundle(bundle, width);
    // A partial bundle may be gone once the full one is there.
    const full = await this.#get(entryBundlePath(index));
    if (!full) throw new Error(`the province does not show entry bundle ${index}`);
    return decodeEntryBundle(full, TILE_WIDTH).slice(0, width);
  }

  async #get(path: string): Promise<Uint8Array | undefined> {
    const url = `${this.#node.logUrl}/${path}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: Error) => {
      throw new Error(`${url} cannot be read: ${error.cause instanceof Error ? error.cause.message : error.message}`);
    });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw new Error(`${url} cannot be read: HTTP ${response.status}`);
  }
}
