import type { Transaction } from '@necips/runtime';
import { equalBytes, LEAF_BYTES, leafHash } from '@necips/tlog';
import { readRows } from './centre.ts';
import type { Differences } from './differences.ts';
import type { LogLeaves } from './log-leaves.ts';

interface BatchRow {
  firstIndex: number;
  leafCount: number;
  leaves: Buffer;
}

/** Compares the leaves stored at the centre with the public ones: each once, in order, none missing, none besides. */
export async function compareLeaves(
  tx: Transaction,
  { node, generation }: { node: string; generation: number },
  log: LogLeaves,
  differences: Differences,
): Promise<void> {
  let next = 0;
  for await (const batches of readRows<BatchRow>(
    tx,
    'verify_log_batch',
    BATCHES,
    [node, generation],
    BATCHES_AT_A_TIME,
  )) {
    for (const { firstIndex, leafCount, leaves } of batches) {
      if (firstIndex !== next || leaves.length !== leafCount * LEAF_BYTES) {
        differences.add('log_leaf', `stored leaves from ${firstIndex} on, where ${next} was expected`);
      }
      for (let i = 0; i < leaves.length / LEAF_BYTES; i++)
        compareLeaf(log, firstIndex + i, leaves.subarray(i * LEAF_BYTES, (i + 1) * LEAF_BYTES), differences);
      next = firstIndex + leafCount;
    }
  }
  if (next !== log.size) differences.add('log_leaf', `${next} leaves are stored, ${log.size} are verified`);
}

function compareLeaf(log: LogLeaves, index: number, stored: Buffer, differences: Differences): void {
  const isSame = index < log.size && equalBytes(leafHash(stored), log.hashAt(index));
  if (!isSame) differences.add('log_leaf', `stored leaf ${index}`);
}

/** A batch may hold 2,000 leaves, 200 KB. */
const BATCHES_AT_A_TIME = 20;

const BATCHES = `
  select first_index as "firstIndex", leaf_count as "leafCount", leaves from exchange.log_batch
  where node = $1 and generation = $2 order by first_index`;
