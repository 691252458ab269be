import type { ListPage } from '../../admin/list/use-list.ts';
import type { Tone } from '../../admin/tag.tsx';
import { get } from '../../api/call.ts';

/** A record on its way to the province where its enterprise is registered (转送), as collection's REST gives it. */
export interface Transfer {
  transferId: string;
  recordId: string;
  item: string;
  version: number;
  /** It takes the record back. */
  takenBack: boolean;
  to: string;
  toName: string | null;
  submissionId: string;
  row: number;
  departmentName: string;
  state: TransferState;
  stateWord: string;
  /** Why it stands there, in words; may be empty. */
  explanation: string;
  reason: string;
  learnedAt: string;
  sends: number;
  firstSentAt: string | null;
  answeredAt: string | null;
  /** Last days for handing it on, and for the destination's answer (Order 45 §10). */
  handOnBy: string;
  answerBy: string | null;
  overdue: 'hand_on' | 'answer' | null;
}

export type TransferState =
  | 'waiting'
  | 'deferred'
  | 'recorded'
  | 'published'
  | 'refused'
  | 'given_back'
  | 'withdrawn'
  | 'ended';

export const TRANSFER_STATES: Record<TransferState, { label: string; tone: Tone }> = {
  waiting: { label: '等待答复', tone: 'info' },
  deferred: { label: '对方暂缓', tone: 'warn' },
  recorded: { label: '对方已记录', tone: 'good' },
  published: { label: '对方已公示', tone: 'good' },
  refused: { label: '未接收', tone: 'bad' },
  given_back: { label: '对方已归还', tone: 'info' },
  withdrawn: { label: '对方已撤下', tone: 'bad' },
  ended: { label: '不再转送', tone: 'ended' },
};

/** Which transfers are asked for. */
export interface TransferFilter {
  state?: TransferState | undefined;
  item?: string | undefined;
  to?: string | undefined;
  overdue?: true | undefined;
}

const TRANSFERS_A_PAGE = 50;

export function listTransfers(filter: TransferFilter, cursor: string | undefined): Promise<ListPage<Transfer>> {
  return get('collection', '/v1/transfers', {
    query: { ...filter, cursor, limit: TRANSFERS_A_PAGE },
    isBackground: true,
  });
}
