import type { ListPage } from '../../admin/list/use-list.ts';
import type { Tone } from '../../admin/tag.tsx';
import { get } from '../../api/call.ts';

export type TransferState = 'sent' | 'deferred' | 'recorded' | 'published' | 'refused' | 'given_back' | 'withdrawn';

/** A record on its way from one province to another, without its content. */
export interface Transfer {
  from: string;
  transferId: string;
  to: string;
  item: string;
  state: TransferState;
  /** Code of why it waits or was refused. */
  reason: string | null;
  timesSent: number;
  firstSentAt: string;
  lastSentAt: string;
  answeredAt: string | null;
}

/** Which of them are asked for. */
export interface TransferFilter {
  from?: string | undefined;
  to?: string | undefined;
  state?: TransferState | undefined;
}

/** How the states are called. */
export const TRANSFER_STATES: Record<TransferState, { label: string; tone: Tone }> = {
  sent: { label: '已转出，未答复', tone: 'info' },
  deferred: { label: '待处理', tone: 'warn' },
  recorded: { label: '已记录', tone: 'good' },
  published: { label: '已公示', tone: 'good' },
  refused: { label: '未接收', tone: 'bad' },
  given_back: { label: '已归还', tone: 'info' },
  withdrawn: { label: '已撤下', tone: 'ended' },
};

const REASONS: Readonly<Record<string, string>> = {
  destination_full: '转入节点待收的已满，稍后再转',
  too_large: '记录过大',
  not_located: '未查到所属省份',
};

/** Why it waits or was refused, in words; the code where a province has given another. */
export function reasonInWords({ reason }: Transfer): string {
  return reason === null ? '' : (REASONS[reason] ?? reason);
}

/** The newest first. */
export async function listTransfers(filter: TransferFilter, cursor?: string): Promise<ListPage<Transfer>> {
  const query = { ...filter, cursor, limit: 50 };
  const { items, next } = await get<{ items: Transfer[]; next?: string }>('exchange', '/v1/transfers', { query });
  return { items, next: next ?? null };
}
