import { LogError } from '../errors.ts';
import { viewOf } from '../uint64.ts';
import { TILE_WIDTH } from './tile.ts';

/** Bytes of the longest entry that a bundle can hold. */
export const ENTRY_BYTES_MAX = 0xffff;

/** C2SP entry bundle: each entry after its length as uint16 big-endian. Throws RangeError over 256 entries or 65,535 bytes each. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length > TILE_WIDTH) throw new RangeError(`${entries.length} entries do not fit into a bundle`);
  const bundle = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  const view = viewOf(bundle);
  let at = 0;
  for (const entry of entries) {
    if (entry.length > ENTRY_BYTES_MAX) throw new RangeError(`an entry of ${entry.length} bytes is too long`);
    view.setUint16(at, entry.length);
    bundle.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bundle;
}

/**
 * The entries of a bundle, as views into it. `width` is the number of entries the bundle must have. Throws LogError `malformed`.
 */
export function decodeEntryBundle(bundle: Uint8Array, width: number): Uint8Array[] {
  const view = viewOf(bundle);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length && entries.length < width) {
    const start = at + 2;
    const end = start <= bundle.length ? start + view.getUint16(at) : Number.POSITIVE_INFINITY;
    if (end > bundle.length) throw new LogError('malformed', 'the entry bundle ends inside an entry');
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  if (at !== bundle.length || entries.length !== width) {
    throw new LogError('malformed', `the entry bundle does not hold exactly ${width} entries`);
  }
  return entries;
}
