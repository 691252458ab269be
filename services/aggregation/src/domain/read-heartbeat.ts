import type { LogTail, PublishedBatch } from '@necips/exchange';
import type { Checkpoint } from '@necips/tlog';

/**
 * The tree that a heartbeat names: a message without leaves by which a province says that its log stands at `firstIndex`, signed
 * under the key of its size. Undefined for anything else, which is then a batch and has to be verified as such.
 */
export function readHeartbeat(node: string, tail: LogTail, batch: PublishedBatch): Checkpoint | undefined {
  if (batch.leaves.length > 0 || batch.node !== node || batch.generation !== tail.generation) return undefined;
  try {
    const checkpoint = tail.keys.open(batch.checkpoint);
    return checkpoint.size === batch.firstIndex ? checkpoint : undefined;
  } catch {
    return undefined;
  }
}
