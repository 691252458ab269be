import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from './page.ts';

/** A message that was not applied, without its bytes. */
export interface QuarantineEntry {
  /** By which it is replayed or deleted. */
  id: string;
  node: string;
  topic: string;
  partition: number;
  offset: number;
  reason: string;
  detail: string;
  bytesTotal: number;
  at: string;
  /** What became of it when it was given in again; null while nobody has. */
  outcome: string | null;
  replayedAt: string | null;
}

/** Messages in quarantine, the newest first. */
export async function listQuarantine(
  { prisma }: Pick<Context, 'prisma'>,
  { node, limit, cursor }: { node?: string; limit: number; cursor?: string },
): Promise<Page<QuarantineEntry>> {
  const rows = await prisma.quarantine.findMany({
    where: { ...(node !== undefined && { node }), ...(cursor !== undefined && { id: { lt: decodeCursor(cursor) } }) },
    omit: { bytes: true },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(rows, limit, (row) => ({
    id: String(row.id),
    node: row.node,
    topic: row.topic,
    partition: row.partition,
    offset: Number(row.messageOffset),
    reason: row.reason,
    detail: row.detail,
    bytesTotal: row.bytesTotal,
    at: row.at.toISOString(),
    outcome: row.outcome,
    replayedAt: row.replayedAt?.toISOString() ?? null,
  }));
}
