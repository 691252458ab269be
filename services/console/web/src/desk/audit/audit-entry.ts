import type { ListPage } from '../../admin/list/use-list.ts';
import { get } from '../../api/call.ts';

/** One act of the audit log, as collection's REST gives it. */
export interface AuditEntry {
  sequence: number;
  at: string;
  actor: string;
  act: string;
  object: string;
  details: Record<string, unknown>;
  /** SHA-256 over this entry and the hash of the one before. */
  hash: string;
}

/** Which acts are asked for; what is empty does not matter. Days are ISO dates in China, both inclusive. */
export interface AuditFilter {
  actor: string;
  act: string;
  object: string;
  from: string;
  to: string;
}

const ENTRIES_A_PAGE = 50;

export function listAudit(filter: AuditFilter, cursor: string | undefined): Promise<ListPage<AuditEntry>> {
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  return get('collection', '/v1/audit', { query: { ...asked, cursor, limit: ENTRIES_A_PAGE }, isBackground: true });
}

/** What checking the whole chain has found: how many entries follow from each other, or where they do not. */
export interface ChainCheck {
  lines: number | null;
  fault: string | null;
}

export function checkChain(): Promise<ChainCheck> {
  return get('collection', '/v1/audit/chain');
}

/** Acts in words of those who read the log; others are shown as they are. */
export const ACTS: Record<string, string> = {
  take_back_submission: '撤回批次',
  cancel_submission: '取消批次',
  retry_submission: '重新处理批次',
  claim_held_record: '认领记录',
  transfer_held_record: '转送待认领记录',
  return_held_record: '退回待认领记录',
  assign_held_record: '经办待认领记录',
  create_draft: '新建录入草稿',
  submit_draft: '提交录入草稿',
  approve_draft: '审核通过',
  return_draft: '退回录入草稿',
  discard_draft: '废弃录入草稿',
  onboard_department: '登记部门',
  change_department: '变更部门',
  rotate_department_credentials: '更换部门凭据',
  revoke_department: '停用部门',
  register_signing_key: '登记签名公钥',
  end_signing_key: '停用签名公钥',
  withdraw_lawfully: '依法撤回公示',
  lift_withdrawal: '解除撤回公示',
  withdraw_record: '撤下记录',
};
