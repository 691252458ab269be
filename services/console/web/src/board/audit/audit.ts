import { get } from '../../api/call.ts';

/** One administrative act. */
export interface AuditLine {
  sequence: number;
  at: string;
  actor: string;
  act: string;
  object: string;
  details: Record<string, unknown>;
  /** Binds it to all lines before it. */
  hash: string;
}

/** Only acts of this account, of this kind, on this. */
export interface AuditQuery {
  actor?: string;
  act?: string;
  object?: string;
}

export function listAudit(query: AuditQuery, cursor?: string): Promise<{ items: AuditLine[]; next?: string }> {
  return get('exchange', '/v1/audit', { query: { ...query, cursor, limit: 50 } });
}

/** Checks every line; `lines` is null where one does not follow from those before it. */
export function checkChain(): Promise<{ lines: number | null; fault: string | null }> {
  return get('exchange', '/v1/audit/chain');
}

/** An act in words; its code where a later release has added it. */
export function actInWords(act: string): string {
  return ACTS[act] ?? act;
}

const ACTS: Readonly<Record<string, string>> = {
  enrol_node: '登记节点入网',
  readdress_node: '变更节点地址',
  stop_node: '停止汇集',
  resume_node: '恢复汇集',
  order_generation: '准许新一代日志',
  rotate_log_key: '日志密钥更换',
  replay_quarantined: '重放隔离消息',
  delete_quarantined: '删除隔离消息',
  catalogue_draft_create: '起草目录',
  catalogue_draft_change: '修改目录草案',
  catalogue_draft_add_format: '草案加入格式规范',
  catalogue_draft_remove_format: '草案移除格式规范',
  catalogue_draft_discard: '废弃目录草案',
  publish_catalogue: '公布目录',
};
