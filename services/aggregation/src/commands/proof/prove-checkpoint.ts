import type { LogTail } from '@necips/exchange';
import { isServiceError, ServiceError } from '@necips/runtime';
import {
  type Checkpoint,
  consistencyProof,
  equalBytes,
  type HashReader,
  nodeHash,
  type PrefixProof,
  tileHashReader,
  verifyConsistency,
} from '@necips/tlog';
import type { Context } from '../../context.ts';
import type { Province } from '../../province.ts';
import { appliedHashes } from '../../queries/applied-hashes.ts';
import { findAppliedRoot } from '../../queries/find-applied-root.ts';
import { stopNode } from '../stop/stop-node.ts';

type Needs = Pick<Context, 'sql' | 'events' | 'now'>;

/**
 * Holds a checkpoint that the province shows to the public against what is applied, so that a split view is found. Two signed
 * notes that are provably inconsistent stop the province; anything less – tiles that do not fit what is signed – is noise,
 * and thrown as `unavailable`. Throws LogError for a note that the pinned key has not signed. Returns the tree it names.
 */
export async function proveCheckpoint(context: Needs, province: Province, note: string): Promise<Checkpoint> {
  const tail = await province.tail();
  const checkpoint = tail.keys.open(note);
  if (checkpoint.size <= tail.size) {
    await compareWithApplied(context, province, { note, checkpoint, tail });
  } else if (tail.size > 0) {
    const reader = tileHashReader((tile) => province.publicLog.tile(tile), checkpoint.size);
    const prefix = await provePrefix(reader, tail.size, checkpoint.size);
    requireOfTree(prefix, tail.size, checkpoint);
    if (!equalBytes(prefix.root, verifiedTree(tail).root)) await stopBy(context, province, { tail, note, prefix });
  }
  return checkpoint;
}

/** The same for a note that came with a message, decided from what is stored here, as soon as that reaches it and leads to what was verified. Noise is nothing. */
export async function proveAgainstApplied(context: Needs, province: Province, note: string): Promise<void> {
  const tail = await province.tail();
  let checkpoint: Checkpoint;
  try {
    checkpoint = tail.keys.open(note);
  } catch {
    return;
  }
  // What lies ahead is decided when it is reached; the first such note is kept, so that a flood of them takes no room.
  if (checkpoint.size > tail.size) return void (province.doubtfulNote ??= note);
  if (province.doubtfulNote === note) province.doubtfulNote = undefined;
  try {
    await compareWithApplied(context, province, { note, checkpoint, tail });
  } catch (error) {
    if (!isServiceError(error, 'unavailable')) throw error;
    // The patrol mends what is stored; then it can be decided.
    province.doubtfulNote ??= note;
  }
}

async function compareWithApplied(
  context: Needs,
  province: Province,
  { note, checkpoint, tail }: { note: string; checkpoint: Checkpoint; tail: LogTail },
): Promise<void> {
  const { size } = checkpoint;
  const verified = verifiedTree(tail);
  const isSameSize = size === tail.size;
  const root = isSameSize ? verified.root : await findAppliedRoot(context, province.node.code, tail, size);
  if (equalBytes(root, checkpoint.root)) return;
  if (isSameSize || size === 0) return stopBy(context, province, { tail, note, prefix: undefined });
  const node = province.node.code;
  const reader = appliedHashes(context.sql, { node, generation: tail.generation, size: tail.size });
  const prefix = await provePrefix(reader, size, tail.size);
  // What is stored may have been damaged since it was verified: only what leads to the signed root contradicts anybody.
  requireOfTree(prefix, size, verified, '已存的叶不通向已核验的根 (what is stored does not lead to the verified root)');
  if (!equalBytes(prefix.root, checkpoint.root)) await stopBy(context, province, { tail, note, prefix });
}

/** The tree that was verified last, as it was signed: the root beside it is only stored. */
function verifiedTree({ keys, size, root, checkpoint }: LogTail): Checkpoint | { size: number; root: Uint8Array } {
  return checkpoint === '' ? { size, root } : keys.open(checkpoint);
}

async function stopBy(
  context: Needs,
  province: Province,
  { tail, note, prefix }: { tail: LogTail; note: string; prefix: PrefixProof | undefined },
): Promise<void> {
  const { origin, keys } = tail.keys;
  await stopNode(context, province, {
    kind: prefix ? 'inconsistent' : 'same_size',
    tail,
    otherCheckpoint: note,
    proof: { origin, keys: [...keys], ...(prefix && { prefix: toText(prefix) }) },
  });
}

/** The root over the first `size` leaves of a tree of `treeSize`, with the proof that it is that tree's. */
async function provePrefix(reader: HashReader, size: number, treeSize: number): Promise<PrefixProof> {
  return { root: await foldPrefix(reader, size), hashes: await consistencyProof(size, treeSize, reader) };
}

/** The hashes must lead to the signed root: then they are that tree's, whoever served them. Throws `unavailable`. */
function requireOfTree(
  { root, hashes }: PrefixProof,
  size: number,
  tree: Pick<Checkpoint, 'size' | 'root'>,
  words = '公示日志的瓦片与检查点不符 (tiles do not lead to the checkpoint)',
): void {
  if (verifyConsistency({ oldSize: size, oldRoot: root, newSize: tree.size, newRoot: tree.root, proof: hashes }))
    return;
  throw new ServiceError('unavailable', words, { reason: 'public_log' });
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

function toText({ root, hashes }: PrefixProof) {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return { root: base64(root), hashes: hashes.map(base64) };
}
