import type { Executor } from '@necips/runtime';
import type { LogPosition } from '../../copy/change.ts';
import type { DifferenceKind, FoundBy, MendedHow } from './difference-kind.ts';

/** One difference, as it is found. It is named by its leaf: what that leaf is about is looked up while it may be known. */
export interface FoundDifference {
  kind: DifferenceKind;
  /** Null where it is about no single leaf. */
  leafIndex: number | null;
  /** SHA-256 over what stood there; null where nothing did. */
  oldDigest: Uint8Array | null;
}

/** What became of a difference. */
export interface Mended {
  kind: DifferenceKind;
  leafIndex: number | null;
  how: MendedHow;
  /** Bytes fetched for it, content included. */
  bytesMoved: number;
  /** SHA-256 over what stands there now; null where nothing does. */
  newDigest: Uint8Array | null;
  /** What it turned out to be, once the right content was seen. */
  becomes?: DifferenceKind;
}

/** Notes a difference; one of the same kind at the same place that is open stays as it is. True where it is new. */
export async function openDifference(
  executor: Executor,
  { node, generation }: LogPosition,
  { kind, leafIndex, oldDigest }: FoundDifference,
  foundBy: FoundBy = 'patrol',
): Promise<boolean> {
  const rows = await executor`
    insert into exchange.difference (node, generation, kind, leaf_index, found_by, found_at, old_digest)
    select ${node}, ${generation}, ${kind}, ${leafIndex}::bigint, ${foundBy}, now(), ${bytes(oldDigest)}
    where not exists (select from exchange.difference where node = ${node} and generation = ${generation}
      and kind = ${kind} and leaf_index is not distinct from ${leafIndex}::bigint and mended_at is null)
    returning id`;
  return rows.length === 1;
}

/** Notes that an open difference is mended; harmless where none is open. */
export async function closeDifference(
  executor: Executor,
  { node, generation }: LogPosition,
  mended: Mended,
): Promise<void> {
  const { kind, leafIndex, how, bytesMoved, newDigest, becomes = kind } = mended;
  await executor`
    update exchange.difference set mended_at = now(), how = ${how}, bytes_moved = bytes_moved + ${bytesMoved},
      new_digest = ${bytes(newDigest)}, kind = ${becomes}
    where node = ${node} and generation = ${generation} and kind = ${kind}
      and leaf_index is not distinct from ${leafIndex}::bigint and mended_at is null`;
}

/** Closes what is open at leaves `from` … `to` - 1 except at these, where something is still wrong: the rest has become right. */
export async function closeHealed(
  executor: Executor,
  { node, generation }: LogPosition,
  { from, to, except }: { from: number; to: number; except: readonly number[] },
): Promise<void> {
  await executor`
    update exchange.difference set mended_at = now(), how = 'itself'
    where node = ${node} and generation = ${generation} and mended_at is null
      and leaf_index >= ${from} and leaf_index < ${to} and leaf_index <> all(${[...except]}::bigint[])`;
}

/** Leaf indexes of what is open in a log; null once for what is about no leaf. */
export async function openDifferenceLeaves(
  executor: Executor,
  { node, generation }: LogPosition,
): Promise<(number | null)[]> {
  const rows = await executor<{ leafIndex: number | null }[]>`
    select distinct leaf_index as "leafIndex" from exchange.difference
    where node = ${node} and generation = ${generation} and mended_at is null`;
  return rows.map(({ leafIndex }) => leafIndex);
}

function bytes(digest: Uint8Array | null): Buffer | null {
  return digest && Buffer.from(digest);
}
