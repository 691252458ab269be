import type { ListPage } from '../../admin/list/use-list.ts';
import type { Tone } from '../../admin/tag.tsx';
import { get, post } from '../../api/call.ts';
import type { TransferState } from '../transfers/transfer.ts';

/** A row whose subject is not known, as collection's REST gives it. */
export interface HeldRecord {
  heldId: number;
  recordId: string;
  item: string;
  submissionId: string;
  row: number;
  departmentName: string;
  /** 企业、个体工商户 or 农民专业合作社 (M§28). */
  subjectWord: string;
  uscc: string | null;
  registrationNumber: string | null;
  organisationCode: string | null;
  name: string;
  reason: HeldReason;
  heldAt: string;
  ageDays: number;
  /** Account that works on it. */
  owner: string | null;
  returnedAt: string | null;
  /** Why it was given back. */
  note: string;
  /** Where its enterprise is registered, by the national index; null while the centre has not answered. */
  location: HeldLocation | null;
  /** Its last transfer to another province; null where it was never to be sent. */
  transfer: HeldTransfer | null;
}

export interface HeldTransfer {
  transferId: string;
  to: string;
  toName: string | null;
  state: TransferState;
  /** Why it stands there, in words; may be empty. */
  explanation: string;
}

export interface HeldLocation {
  outcome: 'found' | 'unknown' | 'ambiguous';
  node: string | null;
  nodeName: string | null;
  foundBy: string | null;
  at: string;
}

export type HeldReason = 'unmatched' | 'ambiguous' | 'name_mismatch' | 'moved_out';

export const HELD_REASONS: Record<HeldReason, { label: string; tone: Tone; explanation: string }> = {
  unmatched: { label: '主体未登记', tone: 'warn', explanation: '本节点没有登记这一主体；登记后自动记于其名下。' },
  name_mismatch: { label: '代码与名称不符', tone: 'bad', explanation: '代码对应的主体从未使用过这一名称。' },
  moved_out: {
    label: '主体已迁出',
    tone: 'info',
    explanation: '主体已迁往其他省并在该省登记，记录将自动转送；该省记录前，已公示的记录仍在本节点公示。',
  },
  ambiguous: { label: '多个主体符合', tone: 'info', explanation: '这一名称或号码属于多个主体。' },
};

/** Which held rows are asked for. */
export interface HeldFilter {
  reason?: HeldReason | undefined;
  item?: string | undefined;
  owner?: string | undefined;
  returned: boolean;
}

const HELD_A_PAGE = 50;

export function listHeld(filter: HeldFilter, cursor: string | undefined): Promise<ListPage<HeldRecord>> {
  return get('collection', '/v1/held-records', {
    query: { ...filter, cursor, limit: HELD_A_PAGE },
    isBackground: true,
  });
}

/** What a person does with a held row. */
export type HeldAct =
  | { act: 'assign' | 'unassign' }
  | { act: 'claim'; code: string; reason: string }
  | { act: 'transfer'; node: string; reason: string }
  | { act: 'return'; reason: string };

/** Does it. Throws ApiError. */
export async function actOnHeld({ heldId, act, ...body }: HeldAct & { heldId: number }): Promise<void> {
  await post('collection', `/v1/held-records/${heldId}/${act}`, body);
}
