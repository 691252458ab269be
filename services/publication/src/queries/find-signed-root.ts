import { readLogBatches } from '@necips/exchange';
import type { Executor } from '@necips/runtime';
import { parseCheckpoint, parseNote } from '@necips/tlog';

/** The root (32 bytes) that was signed at exactly this size; undefined where no batch ended there. */
export async function findSignedRoot(sql: Executor, at: LogSize): Promise<Uint8Array | undefined> {
  const checkpoint = await findSignedCheckpoint(sql, at);
  return checkpoint === undefined ? undefined : parseCheckpoint(parseNote(checkpoint).text).root;
}

/** The note that was signed at exactly this size; undefined where no batch ended there. */
export async function findSignedCheckpoint(
  sql: Executor,
  { node, generation, size }: LogSize,
): Promise<string | undefined> {
  if (size === 0) return undefined;
  const [batch] = await readLogBatches(sql, { node, generation, fromIndex: size - 1, limit: 1 });
  return batch && batch.firstIndex + batch.leafCount === size ? batch.checkpoint : undefined;
}

interface LogSize {
  node: string;
  generation: number;
  size: number;
}
