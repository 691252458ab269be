import type { TransferFate, TransferState } from './arrived-transfer.ts';

/** Why a transfer is not recorded, as one word each; what the report of a row says besides is told by its own code. */
export const TRANSFER_REFUSALS = {
  bad_message: '转送报文的内容不可能成立 (the message says what cannot be)',
  bad_provider: '提供单位的代码或名称不合规 (the provider has no lawful code or name)',
  own_department: '提供单位已在本节点登记，须由其直接向本节点提供 (the provider hands in at this node itself)',
  registration: '登记信息由登记地节点自行归集，不转送 (registrations are not transferred)',
  unknown_format: '本节点没有此格式规范 (the format is not known here)',
  too_large: '记录超过本节点单行长度上限 (the record is too large)',
  internal_field: '含不得离开原节点的字段 (it has fields that never leave a node)',
  invalid_record: '内容不符合格式规范，或不是规范形式 (the parts are no record of the format in normal form)',
  superseded: '同一记录已有更新的版本转来 (a newer version of the record came first)',
  node_fault: '本节点处理时出错，请稍后再发 (something broke here: send it again)',
  taken_back_here: '本节点管理员已撤回该记录 (an administrator took it back here)',
} as const satisfies Record<string, string>;

export type TransferRefusal = keyof typeof TRANSFER_REFUSALS;

/** A fate without a record. `detail` is added to the words; it may be the sender's own, which PostgreSQL need not take. */
export function notRecorded(
  state: Extract<TransferState, 'deferred' | 'refused'>,
  reason: TransferRefusal,
  detail = '',
): TransferFate {
  const words = TRANSFER_REFUSALS[reason];
  const explanation = detail === '' ? words : `${words}：${detail.replace(/\p{Cc}/gu, ' ').toWellFormed()}`;
  return { state, reason, explanation, submissionId: null, recordId: null, recordVersion: null, feedSequence: null };
}
