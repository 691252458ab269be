import { type LogTail, readLogBatches } from '@necips/exchange';
import { CompactRange, LEAF_BYTES, leafHash } from '@necips/tlog';
import type { Context } from '../context.ts';

const BATCHES_MAX = 100;

/**
 * The root over the first `size` leaves that are applied here. Every checkpoint that was applied is kept with its batch, so an
 * honest province's older one is found at once; for any other size the leaves are hashed again, a second or two a million.
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
  if (covering && covering.firstIndex + covering.leafCount === size) {
    return keys.open(covering.checkpoint).root;
  }
  while (range.size < size) {
    const batches = await readLogBatches(sql, { node, generation, fromIndex: range.size, limit: BATCHES_MAX });
    if (batches.length === 0) throw new Error(`only ${range.size} of ${size} leaves of ${node} are stored`);
    for (const { leaves } of batches) {
      for (let at = 0; at < leaves.length && range.size < size; at += LEAF_BYTES) {
        range.append(leafHash(leaves.subarray(at, at + LEAF_BYTES)));
      }
    }
  }
  return range.root();
}
