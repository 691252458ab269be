import { put } from '../../api/call.ts';
import { ApiError } from '../../api/problem.ts';
import type { NodeStatus } from '../node-status.ts';

/** What the centre has to know of a province to follow it. */
export interface Enrolment {
  /** Six digits. */
  node: string;
  /** First line of its checkpoints. */
  logOrigin: string;
  /** C2SP verifier key `name+hash+base64`. */
  logKey: string;
  logUrl: string;
  /** host:port of its gRPC service. */
  logServiceAddress: string;
  /** Token endpoint of its realm. */
  tokenUrl: string;
}

export function enrol({ node, ...details }: Enrolment): Promise<NodeStatus> {
  return put('exchange', `/v1/nodes/${node}`, details);
}

/** What is to be done about a refusal, where the words of the service do not say it. */
export function adviceOn(error: Error): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  switch (error.reason) {
    case 'key_pinned':
      return '已登记的公钥不能由此更换。例行更换由该省用原公钥签名完成；公钥丢失或泄露时，按《密钥管理规程》另起新一代日志。';
    case 'bad_log_key':
      return '请向该省管理员核对公钥全文：形如“日志标识+8位十六进制+Base64”，与 /log/keys 所列一致。';
    case 'validation':
      return error.faults.map(({ at, message }) => `${FIELDS[at.replace('/', '')] ?? at}：${message}`).join('；');
    default:
      return undefined;
  }
}

/** How the fields are called. */
export const FIELDS: Readonly<Record<string, string>> = {
  node: '省份',
  logOrigin: '日志标识',
  logKey: '日志公钥',
  logUrl: '日志地址',
  logServiceAddress: '补读地址',
  tokenUrl: '令牌地址',
};
