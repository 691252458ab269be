import { createHash } from 'node:crypto';
import { canonicalJson, makeUscc } from '@necips/domain';

/** What a test says about a registration version; the rest is made up. */
export interface GivenRegistration {
  /** Which subject, from 0. */
  subject: number;
  version: number;
  op?: 'publish' | 'withdraw';
  name?: string;
  node?: string;
}

/** A row of collection's feed. */
export interface FeedRow {
  recordId: string;
  version: number;
  operation: number;
  head: string;
  publicPart: string;
  restrictedPart: string;
  /** Of a lawful withdrawal, 32 bytes. */
  tombstone?: Uint8Array;
}

/** The generated code of a subject. */
export function codeOf(subject: number): string {
  return makeUscc('91', '330100', `MA${String(subject).padStart(6, '0')}`);
}

export function recordIdOf(subject: number, node = '330000'): string {
  return `${node}/REG/${codeOf(subject)}`;
}

/** A lawful withdrawal as collection would record it. */
export function aLawfulWithdrawal(given: Omit<GivenRegistration, 'op'>): FeedRow & { tombstone: Uint8Array } {
  return { ...aRegistration({ ...given, op: 'withdraw' }), tombstone: tombstoneOf(given.subject, given.node) };
}

/** What stands for the keyed hash of a record's identity. */
export function tombstoneOf(subject: number, node = '330000'): Uint8Array {
  return createHash('sha256')
    .update(`key ${recordIdOf(subject, node)}`)
    .digest();
}

/** A registration version as collection would record it. */
export function aRegistration(given: GivenRegistration): FeedRow {
  const { subject, version, op = 'publish', name, node = '330000' } = given;
  const code = codeOf(subject);
  const shownName = name ?? `杭州样本${subject}号茶业有限公司`;
  const recordId = recordIdOf(subject, node);
  const head = canonicalJson({
    collectedAt: '2026-01-05T08:00:00.000Z',
    format: 'REG@1',
    item: 'REG',
    node,
    op,
    origin: { batch: 'b1', department: '11330000002482095X', row: subject + 2 },
    provider: { code: '11330000002482095X', name: '浙江省市场监督管理局' },
    recordId,
    subject: { code, name: shownName },
    version,
  });
  if (op === 'withdraw') return { recordId, version, operation: 2, head, publicPart: '', restrictedPart: '' };
  const publicPart = canonicalJson({
    address: `浙江省杭州市西湖区样本路${subject}号`,
    businessScope:
      '茶叶的种植、加工、销售；货物进出口；技术咨询服务。（依法须经批准的项目，经相关部门批准后方可开展经营活动）',
    code,
    establishedOn: '2016-05-04',
    legalRepresentative: '王某',
    name: shownName,
    province: '浙江',
    statusText: '存续',
    typeText: '有限责任公司',
  });
  return { recordId, version, operation: 1, head, publicPart, restrictedPart: '' };
}
