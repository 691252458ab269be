import type { PinnedLog, PublishedBatch } from '@necips/exchange';
import { type Checkpoint, openCheckpoint } from '@necips/tlog';

/**
 * The tree that a heartbeat names: a message without leaves by which a province says that its log stands at `firstIndex`, signed
 * under the pinned key. Undefined for anything else, which is then a batch and has to be verified as such.
 */
export function readHeartbeat(log: PinnedLog, generation: number, batch: PublishedBatch): Checkpoint | undefined {
  if (batch.leaves.length > 0 || batch.node !== log.node || batch.generation !== generation) return undefined;
  try {
    const checkpoint = openCheckpoint(batch.checkpoint, log.origin, log.verifiers);
    return checkpoint.size === batch.firstIndex ? checkpoint : undefined;
  } catch {
    return undefined;
  }
}
