import { readLogBatches } from '@necips/exchange';
import { type Executor, ServiceError } from '@necips/runtime';
import { CompactRange, type HashReader, LEAF_BYTES, leafHash } from '@necips/tlog';

const BATCHES_MAX = 100;

/**
 * Hashes of a log's tree, computed from the leaves that are applied here and, after them, from `further` leaves that are not
 * yet. For a proof, which asks for subtrees that do not overlap, the log is read once: a second or two a million leaves.
 */
export function appliedHashes(
  sql: Executor,
  { node, generation, size }: { node: string; generation: number; size: number },
  further: readonly Uint8Array[] = [],
): HashReader {
  const subtree = async (from: number, to: number): Promise<Uint8Array> => {
    const range = new CompactRange();
    while (from + range.size < Math.min(to, size)) {
      const fromIndex = from + range.size;
      const batches = await readLogBatches(sql, { node, generation, fromIndex, limit: BATCHES_MAX });
      if (batches.length === 0) throw notStored(node, fromIndex, size);
      for (const { firstIndex, leaves } of batches) {
        for (let at = from + range.size - firstIndex; at < leaves.length / LEAF_BYTES; at++) {
          if (from + range.size === Math.min(to, size)) break;
          range.append(leafHash(leaves.subarray(at * LEAF_BYTES, (at + 1) * LEAF_BYTES)));
        }
      }
    }
    while (from + range.size < to) {
      const leaf = further[from + range.size - size];
      if (!leaf) throw new RangeError(`leaf ${from + range.size} is not known`);
      range.append(leafHash(leaf));
    }
    return range.root();
  };
  return {
    async readHashes(level, start, end) {
      const width = 2 ** level;
      const hashes: Uint8Array[] = [];
      for (let index = start; index < end; index++) hashes.push(await subtree(index * width, (index + 1) * width));
      return hashes;
    },
  };
}

/** Leaves that were applied are not there: until the patrol has brought them back nothing can be told from them. */
export function notStored(node: string, found: number, size: number): ServiceError {
  const words = `${node} 的日志只存有 ${size} 叶中的 ${found} 叶 (leaves of the log are missing)`;
  return new ServiceError('unavailable', words, { reason: 'leaves_missing' });
}
