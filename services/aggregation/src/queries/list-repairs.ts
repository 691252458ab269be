import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from './page.ts';

/** A stretch of a log that was read from the province. */
export interface RepairEntry {
  node: string;
  /** `gap`, `refused` or `behind`. */
  kind: string;
  fromIndex: number;
  toIndex: number;
  foundAt: string;
  /** Null while it is under way. */
  mendedAt: string | null;
  /** `bulk_read`, or `kafka` where it came after all. */
  how: string | null;
}

/** Repairs, the newest first. */
export async function listRepairs(
  { prisma }: Pick<Context, 'prisma'>,
  { node, limit, cursor }: { node?: string; limit: number; cursor?: string },
): Promise<Page<RepairEntry>> {
  const rows = await prisma.repair.findMany({
    where: { ...(node !== undefined && { node }), ...(cursor !== undefined && { id: { lt: decodeCursor(cursor) } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(rows, limit, (row) => ({
    node: row.node,
    kind: row.kind,
    fromIndex: Number(row.fromIndex),
    toIndex: Number(row.toIndex),
    foundAt: row.foundAt.toISOString(),
    mendedAt: row.mendedAt?.toISOString() ?? null,
    how: row.how,
  }));
}
