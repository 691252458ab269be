import { ServiceError } from '@necips/runtime';
import {
  type Checkpoint,
  consistencyProof,
  equalBytes,
  type HashReader,
  nodeHash,
  openCheckpoint,
  tileHashReader,
  verifyConsistency,
} from '@necips/tlog';
import type { Context } from '../context.ts';
import type { LogTail } from '../domain/log-tail.ts';
import type { Province } from '../province.ts';
import { findAppliedRoot } from '../queries/find-applied-root.ts';
import { stopNode } from './stop-node.ts';

type Needs = Pick<Context, 'sql' | 'events' | 'now'>;

/**
 * Holds a checkpoint that the province shows to the public against what is applied, so that a split view is found. Two signed
 * notes that are provably inconsistent stop the province; anything less – tiles that do not fit what is signed – is noise,
 * and thrown as `unavailable`. Throws LogError for a note that the pinned key has not signed. Returns the tree it names.
 */
export async function proveCheckpoint(context: Needs, province: Province, note: string): Promise<Checkpoint> {
  const checkpoint = openCheckpoint(note, province.log.origin, province.log.verifiers);
  const tail = await province.tail();
  if (checkpoint.size <= tail.size) {
    await compareWithApplied(context, province, { note, checkpoint, tail });
  } else if (tail.size > 0 && !equalBytes(await prefixRoot(province, checkpoint, tail.size), tail.root)) {
    await stopNode(context, province, { kind: 'inconsistent', tail, otherCheckpoint: note });
  }
  return checkpoint;
}

/** The same for a note that came with a message: only what can be decided from what is stored here, and noise is nothing. */
export async function proveAgainstApplied(context: Needs, province: Province, note: string): Promise<void> {
  let checkpoint: Checkpoint;
  try {
    checkpoint = openCheckpoint(note, province.log.origin, province.log.verifiers);
  } catch {
    return;
  }
  const tail = await province.tail();
  if (checkpoint.size <= tail.size) await compareWithApplied(context, province, { note, checkpoint, tail });
}

async function compareWithApplied(
  context: Needs,
  province: Province,
  { note, checkpoint, tail }: { note: string; checkpoint: Checkpoint; tail: LogTail },
): Promise<void> {
  const { size } = checkpoint;
  const isSameSize = size === tail.size;
  const root = isSameSize ? tail.root : await findAppliedRoot(context, province.log, tail.generation, size);
  if (equalBytes(root, checkpoint.root)) return;
  await stopNode(context, province, { kind: isSameSize ? 'same_size' : 'inconsistent', tail, otherCheckpoint: note });
}

/**
 * The root over the first `size` leaves of the tree that a checkpoint names, proven: the hashes that it is made of are shown to
 * lead to the signed root, so they are that tree's, whoever served them. Throws `unavailable` where they do not.
 */
async function prefixRoot({ publicLog }: Province, tree: Checkpoint, size: number): Promise<Uint8Array> {
  const reader = tileHashReader((tile) => publicLog.tile(tile), tree.size);
  const oldRoot = await foldPrefix(reader, size);
  const proof = await consistencyProof(size, tree.size, reader);
  if (verifyConsistency({ oldSize: size, oldRoot, newSize: tree.size, newRoot: tree.root, proof })) return oldRoot;
  throw new ServiceError('unavailable', '公示日志的瓦片与检查点不符 (tiles do not lead to the checkpoint)', {
    reason: 'public_log',
  });
}

async function foldPrefix(reader: HashReader, size: number): Promise<Uint8Array> {
  const subtrees: Uint8Array[] = [];
  for (let start = 0; start < size; ) {
    const level = Math.floor(Math.log2(size - start));
    const [hash] = await reader.readHashes(level, start / 2 ** level, start / 2 ** level + 1);
    if (hash) subtrees.push(hash);
    start += 2 ** level;
  }
  return subtrees.reduceRight((right, left) => nodeHash(left, right));
}
