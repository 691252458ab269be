import type { Context } from '../context.ts';
import type { TransferState } from '../domain/transfer-state.ts';
import { decodeCursor, type Page, pageOf } from './page.ts';

/** A record that was carried, or was to be: never its content. */
export interface CarriedTransfer {
  from: string;
  transferId: string;
  to: string;
  item: string;
  state: TransferState;
  /** One word, where it was refused, waits or was withdrawn. */
  reason: string | null;
  timesSent: number;
  firstSentAt: string;
  lastSentAt: string;
  /** When the state was last told by the destination or by the centre itself. */
  answeredAt: string | null;
}

/** Which of them; what is undefined is not asked. */
export interface TransferFilter {
  from?: string;
  to?: string;
  state?: TransferState;
}

/** The journal of transfers (转送), the newest first. */
export async function listTransfers(
  { prisma }: Pick<Context, 'prisma'>,
  { from, to, state, limit, cursor }: TransferFilter & { limit: number; cursor?: string },
): Promise<Page<CarriedTransfer>> {
  const rows = await prisma.transfer.findMany({
    where: {
      ...(from !== undefined && { fromNode: from }),
      ...(to !== undefined && { toNode: to }),
      ...(state !== undefined && { state }),
      ...(cursor !== undefined && { number: { lt: decodeCursor(cursor) } }),
    },
    omit: { digest: true },
    orderBy: { number: 'desc' },
    take: limit + 1,
  });
  const numbered = rows.map((row) => ({ ...row, id: row.number }));
  return pageOf(numbered, limit, (row) => ({
    from: row.fromNode,
    transferId: row.transferId,
    to: row.toNode,
    item: row.item,
    state: row.state as TransferState,
    reason: row.reason,
    timesSent: row.timesSent,
    firstSentAt: row.firstSentAt.toISOString(),
    lastSentAt: row.lastSentAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
  }));
}
