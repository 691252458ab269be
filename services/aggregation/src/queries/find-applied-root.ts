import { type LogTail, readLogBatches } from '@necips/exchange';
import { CompactRange, LEAF_BYTES, type LogKeys, leafHash } from '@necips/tlog';
import type { Context } from '../context.ts';
import { notStored } from './applied-hashes.ts';

const BATCHES_MAX = 100;

/**
 * The root over the first `size` leaves that are applied here. Every checkpoint that was applied is kept with its batch, so an
 * honest province's older one is found at once; for any other size the leaves are hashed again, a second or two a million. They are
 * those that are stored: whether they lead to what was verified is for the caller to see. Throws `unavailable` where some are missing.
 */
export async function findAppliedRoot(
  { sql }: Pick<Context, 'sql'>,
  node: string,
  { generation, keys }: Pick<LogTail, 'generation' | 'keys'>,
  size: number,
): Promise<Uint8Array> {
  const range = new CompactRange();
  if (size === 0) return range.root();
  const [covering] = await readLogBatches(sql, { node, generation, fromIndex: size - 1, limit: 1 });
  const signed = covering && openedAt(keys, covering.checkpoint, size);
  if (signed) return signed;
  while (range.size < size) {
    const batches = await readLogBatches(sql, { node, generation, fromIndex: range.size, limit: BATCHES_MAX });
    if (batches.length === 0) throw notStored(node, range.size, size);
    for (const { leaves } of batches) {
      for (let at = 0; at < leaves.length && range.size < size; at += LEAF_BYTES) {
        range.append(leafHash(leaves.subarray(at, at + LEAF_BYTES)));
      }
    }
  }
  return range.root();
}

/** The root that a stored checkpoint of that size names; undefined for another size, or one that is not as it was signed. */
function openedAt(keys: LogKeys, note: string, size: number): Uint8Array | undefined {
  try {
    const signed = keys.open(note);
    return signed.size === size ? signed.root : undefined;
  } catch {
    return undefined;
  }
}
