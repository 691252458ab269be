import { readLogBatches } from '@necips/exchange';
import type { Executor } from '@necips/runtime';
import { parseCheckpoint } from '@necips/tlog';

/** The root (32 bytes) that was signed at exactly this size; undefined where no batch ended there. */
export async function findSignedRoot(
  sql: Executor,
  { node, generation, size }: { node: string; generation: number; size: number },
): Promise<Uint8Array | undefined> {
  if (size === 0) return undefined;
  const [batch] = await readLogBatches(sql, { node, generation, fromIndex: size - 1, limit: 1 });
  if (!batch || batch.firstIndex + batch.leafCount !== size) return undefined;
  // Our own note: its text ends where the signatures begin.
  return parseCheckpoint(batch.checkpoint.slice(0, batch.checkpoint.lastIndexOf('\n\n') + 1)).root;
}
