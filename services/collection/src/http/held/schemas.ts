import { chinaDate, findNode } from '@necips/domain';
import Type from 'typebox';
import { HELD_REASONS, type HeldReason } from '../../domain/attribution/attribute.ts';
import {
  type HeldTransfer,
  type ListedHeldRecord,
  LOCATE_OUTCOMES,
  LOCATED_BY,
  type LocatedBy,
  type LocateOutcome,
} from '../../domain/attribution/held-record.ts';
import { SUBJECT_WORDS, subjectCategory } from '../../domain/attribution/subject-category.ts';
import { answerBy } from '../../domain/transfer-out/terms.ts';
import { TRANSFER_STATES } from '../../domain/transfer-out/transfer-out.ts';

const DAY_MS = 86_400_000;
const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description });

export const HELD_REASON = Type.Unsafe<HeldReason>({
  type: 'string',
  enum: HELD_REASONS,
  description: 'unmatched 未登记 · ambiguous 多个主体符合 · name_mismatch 代码与名称不符 · moved_out 主体已迁往其他省',
});

/** What the list of held rows may be asked for. */
export const HELD_FILTER = {
  department: Type.Optional(Type.String({ maxLength: 18, description: '提供单位代码 USCC of the department' })),
  item: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$', description: '资源目录项 Catalogue item' })),
  reason: Type.Optional(HELD_REASON),
  owner: Type.Optional(
    Type.String({ maxLength: 200, description: '经办人，空为无人经办 Account that works on it; empty for nobody' }),
  ),
  returned: Type.Optional(Type.Boolean({ description: '已退回部门 Given back to the department' })),
};

export const HELD_PATH = Type.Object({
  heldId: Type.Integer({ minimum: 1, description: '待认领编号 Number of the row' }),
});

export const HELD_RECORD = Type.Object(
  {
    heldId: Type.Integer({ description: '待认领编号 Number of the row' }),
    recordId: Type.String({ description: '记录标识 Identity of the record' }),
    item: Type.String({ description: '资源目录项 Catalogue item' }),
    submissionId: Type.String({ description: '批次标识 Submission' }),
    row: Type.Integer({ description: '行号 Row of its file' }),
    department: Type.String({ description: '提供单位代码 USCC of the department' }),
    departmentName: Type.String({ description: '提供单位 Name of the department' }),
    subjectWord: Type.String({ description: '主体类别用语 企业、个体工商户或农民专业合作社 (M§28)' }),
    uscc: orNull('所报统一社会信用代码 Code as sent'),
    registrationNumber: orNull('所报注册号 Registration number as sent'),
    organisationCode: orNull('所报组织机构代码 Organisation code as sent'),
    name: Type.String({ description: '所报名称 Name as sent' }),
    reason: HELD_REASON,
    heldAt: Type.String({ format: 'date-time', description: '暂存时间 Since when it waits' }),
    ageDays: Type.Integer({ minimum: 0, description: '已等待天数 Whole days that it has waited' }),
    owner: orNull('经办人 Account that works on it'),
    returnedAt: orNull('退回时间 When it was given back'),
    note: Type.String({ description: '退回原因 Why it was given back' }),
    location: Type.Unsafe<LocationJson | null>({
      type: ['object', 'null'],
      description:
        '登记地查询结果 Where its enterprise is registered, by the national index; null while the centre has not answered',
      properties: {
        outcome: {
          type: 'string',
          enum: [...LOCATE_OUTCOMES],
          description: 'found 已查到 · unknown 全国未查到 · ambiguous 多个主体符合',
        },
        node: { type: ['string', 'null'], description: '登记地节点 Node that it is registered with' },
        nodeName: { type: ['string', 'null'], description: '登记地 Name of that node' },
        foundBy: {
          type: ['string', 'null'],
          enum: [...LOCATED_BY, null],
          description: '查询依据 By its code, registration number or name',
        },
        at: { type: 'string', format: 'date-time', description: '查询时间 When the centre said so' },
      },
      required: ['outcome', 'node', 'nodeName', 'foundBy', 'at'],
    }),
    origin: Type.Unsafe<OriginJson | null>({
      type: ['object', 'null'],
      description: '外省转来 The province that sent it; null where it was handed in here',
      properties: {
        node: { type: 'string', description: '转出节点 Node that took it in' },
        nodeName: { type: ['string', 'null'], description: '转出地 Name of that node' },
        answerBy: {
          type: 'string',
          format: 'date',
          description: '应答复日期（总局令第45号第十条） Last day for recording it or giving it back (Order 45 §10)',
        },
        isOverdue: { type: 'boolean', description: '逾期 That day is past' },
      },
      required: ['node', 'nodeName', 'answerBy', 'isOverdue'],
    }),
    transfer: Type.Unsafe<TransferJson | null>({
      type: ['object', 'null'],
      description: '转送 Its last transfer to another province; null where it was never to be sent',
      properties: {
        transferId: { type: 'string', description: '转送编号 Identifier' },
        to: { type: 'string', description: '登记地节点 Node that it goes to' },
        toName: { type: ['string', 'null'], description: '登记地 Name of that node' },
        state: { type: 'string', enum: [...TRANSFER_STATES], description: '状态，见 /v1/transfers Where it stands' },
        reason: { type: 'string', description: '原因代码，可为空 Why, as one word; may be empty' },
        explanation: { type: 'string', description: '原因，可为空 The same in words; may be empty' },
      },
      required: ['transferId', 'to', 'toName', 'state', 'reason', 'explanation'],
    }),
  },
  { description: '待认领记录 Row whose subject is not known' },
);

/** A held row as REST shows it. */
export function toHeldJson(listed: ListedHeldRecord, nowMs: number) {
  const { heldAt, returnedAt, located, locatedNode, locatedBy, locatedAt, originNode, transfer, ...row } = listed;
  const location: LocationJson | null =
    located && locatedAt
      ? {
          outcome: located,
          node: locatedNode,
          nodeName: nameOfNode(locatedNode),
          foundBy: locatedBy,
          at: locatedAt.toISOString(),
        }
      : null;
  return {
    ...row,
    subjectWord: wordOf(row.uscc),
    heldAt: heldAt.toISOString(),
    ageDays: ageDays(heldAt, nowMs),
    returnedAt: returnedAt?.toISOString() ?? null,
    location,
    origin: originNode === null ? null : toOriginJson(originNode, heldAt, nowMs),
    transfer: transfer && toTransferJson(transfer),
  };
}

function toOriginJson(node: string, heldAt: Date, nowMs: number): OriginJson {
  const due = answerBy(heldAt.getTime());
  return { node, nodeName: nameOfNode(node), answerBy: due, isOverdue: chinaDate(nowMs) > due };
}

function toTransferJson({ toNode, ...same }: HeldTransfer): TransferJson {
  return { ...same, to: toNode, toName: nameOfNode(toNode) };
}

/** Short name of a node; null where there is none. */
export function nameOfNode(node: string | null): string | null {
  return node === null ? null : (findNode(node)?.name ?? node);
}

interface OriginJson {
  node: string;
  nodeName: string | null;
  /** ISO date. */
  answerBy: string;
  isOverdue: boolean;
}

interface TransferJson extends Omit<HeldTransfer, 'toNode'> {
  to: string;
  toName: string | null;
}

interface LocationJson {
  outcome: LocateOutcome;
  node: string | null;
  nodeName: string | null;
  foundBy: LocatedBy | null;
  at: string;
}

/** The term for whom a row is about, as far as its code tells. */
export function wordOf(uscc: string | null): string {
  return SUBJECT_WORDS[subjectCategory(undefined, uscc ?? undefined)];
}

/** Whole days since an instant. */
export function ageDays(since: Date, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - since.getTime()) / DAY_MS));
}

export const WHY = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '\\S',
  description: '原因 Why; kept in the audit log',
});
