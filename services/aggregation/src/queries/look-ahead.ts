import type { LogTail } from '@necips/exchange';
import { ServiceError } from '@necips/runtime';
import { LatestLeaves, LEAF_BYTES } from '@necips/tlog';
import { LookAhead, TreeExtension } from '../domain/look-ahead.ts';
import type { Province } from '../province.ts';

/** Leaves known at a time, 60 bytes of memory each; for those after them the log is looked through again. */
const WINDOW_LEAVES = 500_000;

/**
 * Reads the leaves from a tail to the province's newest checkpoint as anybody can, and proves that they lead there. Of the first
 * `windowLeaves` of them it is then known whether a later one supersedes them. Throws `unavailable` where the public log cannot be
 * read or does not lead to what is signed, LogError for a checkpoint that the pinned key has not signed.
 */
export async function lookAhead(
  { publicLog }: Pick<Province, 'publicLog'>,
  tail: LogTail,
  windowLeaves = WINDOW_LEAVES,
): Promise<LookAhead> {
  const note = await publicLog.checkpoint();
  if (note === undefined) throw unproven('no checkpoint');
  const tip = tail.keys.open(note);
  if (tip.size < tail.size) throw unproven(`a tip of ${tip.size} leaves`);
  const extension = new TreeExtension(tail);
  const leaves = new LatestLeaves(tail.size);
  let index = tail.size;
  for await (const leaf of publicLog.leaves(tail.size, tip.size)) {
    if (leaf.length !== LEAF_BYTES) throw unproven(`a public leaf of ${leaf.length} bytes`);
    extension.add(leaf);
    if (leaves.endIndex < tail.size + windowLeaves) leaves.add(leaf);
    else leaves.supersede(leaf, index);
    index += 1;
  }
  if (!extension.leadsTo(tip)) throw unproven(`the public leaves do not lead to the checkpoint of ${tip.size} leaves`);
  return new LookAhead(leaves);
}

function unproven(detail: string): ServiceError {
  return new ServiceError('unavailable', `无法证明后续叶 (later leaves cannot be proven): ${detail}`, {
    reason: 'look_ahead',
  });
}
