import { ServiceError } from '@necips/runtime';
import { LatestLeaves, openCheckpoint } from '@necips/tlog';
import type { LogTail } from '../domain/log-tail.ts';
import { LookAhead, TreeExtension } from '../domain/look-ahead.ts';
import type { Province } from '../province.ts';

/** Leaves looked at beyond a tail at most, 50 bytes of memory each; what lies further is looked at when it comes near. */
const LEAVES_MAX = 2_000_000;

/**
 * Reads the leaves from a tail to the province's newest checkpoint as anybody can, and proves that they lead there. Throws
 * `unavailable` where the public log cannot be read or does not lead to what is signed, LogError for a checkpoint that the
 * pinned key has not signed.
 */
export async function lookAhead(
  { log, publicLog }: Pick<Province, 'log' | 'publicLog'>,
  tail: LogTail,
): Promise<LookAhead> {
  const note = await publicLog.checkpoint();
  if (note === undefined) throw unproven('no checkpoint');
  const tip = openCheckpoint(note, log.origin, log.verifiers);
  if (tip.size < tail.size || tip.size - tail.size > LEAVES_MAX) throw unproven(`a tip of ${tip.size} leaves`);
  const extension = new TreeExtension(tail);
  const leaves = new LatestLeaves(tail.size);
  for await (const leaf of publicLog.leaves(tail.size, tip.size)) {
    extension.add(leaf);
    leaves.add(leaf);
  }
  if (!extension.leadsTo(tip)) throw unproven(`the public leaves do not lead to the checkpoint of ${tip.size} leaves`);
  return new LookAhead(leaves);
}

function unproven(detail: string): ServiceError {
  return new ServiceError('unavailable', `无法证明后续叶 (later leaves cannot be proven): ${detail}`, {
    reason: 'look_ahead',
  });
}
