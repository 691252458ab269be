import type { Executor } from '@necips/runtime';
import { DIFFERENCE_KINDS, type DifferenceKind } from './difference-kind.ts';

/** A difference that was found, as it is shown. */
export interface DifferenceEntry {
  id: number;
  node: string;
  generation: number;
  /** One of `DIFFERENCE_KINDS`. */
  kind: string;
  /** The kind in words. */
  description: string;
  leafIndex: number | null;
  /** What stands at that leaf now; null where nothing does, or nothing any more. */
  recordId: string | null;
  subjectId: string | null;
  foundBy: string;
  foundAt: string;
  mendedAt: string | null;
  how: string | null;
  bytesMoved: number;
  /** SHA-256, hexadecimal. */
  oldDigest: string | null;
  newDigest: string | null;
}

/** Which differences are listed; `before` is the id below which the page begins. */
export interface DifferenceQuery {
  node?: string | undefined;
  isOpen?: boolean | undefined;
  before?: number | undefined;
  limit: number;
}

/**
 * Differences, the newest first. The record and subject are those that stand at the leaf now, so that a list of differences never
 * names what was withdrawn.
 */
export async function listDifferences(executor: Executor, query: DifferenceQuery): Promise<DifferenceEntry[]> {
  const { node, isOpen, before, limit } = query;
  const rows = await executor<DifferenceRow[]>`
    select d.id, d.node, d.generation, d.kind, d.leaf_index as "leafIndex", r.record_id as "recordId",
      r.subject_id as "subjectId", d.found_by as "foundBy", d.found_at as "foundAt", d.mended_at as "mendedAt", d.how,
      d.bytes_moved as "bytesMoved", encode(d.old_digest, 'hex') as "oldDigest", encode(d.new_digest, 'hex') as "newDigest"
    from exchange.difference d
    left join exchange.record r on r.node = d.node and r.generation = d.generation and r.leaf_index = d.leaf_index
    where true ${node === undefined ? executor`` : executor`and d.node = ${node}`}
      ${isOpen === undefined ? executor`` : executor`and (d.mended_at is null) = ${isOpen}`}
      ${before === undefined ? executor`` : executor`and d.id < ${before}`}
    order by d.id desc limit ${limit}`;
  return rows.map(({ foundAt, mendedAt, ...row }) => ({
    ...row,
    description: isKind(row.kind) ? DIFFERENCE_KINDS[row.kind] : row.kind,
    foundAt: foundAt.toISOString(),
    mendedAt: mendedAt?.toISOString() ?? null,
  }));
}

function isKind(kind: string): kind is DifferenceKind {
  return kind in DIFFERENCE_KINDS;
}

type DifferenceRow = Omit<DifferenceEntry, 'description' | 'foundAt' | 'mendedAt'> & {
  foundAt: Date;
  mendedAt: Date | null;
};
