import Type from 'typebox';
import {
  type ListedTransfer,
  OVERDUE_KINDS,
  type OverdueKind,
  TRANSFER_STATES,
  type TransferState,
} from '../../domain/transfer-out/transfer-out.ts';
import { nameOfNode } from '../held/schemas.ts';

const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description });
const NODE = '^\\d{6}$';

/** Where a transfer stands, for people. */
export const STATE_WORDS: Record<TransferState, string> = {
  waiting: '等待答复',
  deferred: '对方暂缓',
  recorded: '对方已记录',
  published: '对方已公示',
  refused: '未接收',
  given_back: '对方已归还',
  withdrawn: '对方已撤下',
  ended: '不再转送',
};

/** What is overdue, for people. */
export const OVERDUE_WORDS: Record<OverdueKind, string> = { hand_on: '逾期未转送', answer: '对方逾期未答复' };

const STATE = Type.Unsafe<TransferState>({
  type: 'string',
  enum: TRANSFER_STATES,
  description: Object.entries(STATE_WORDS)
    .map(([state, word]) => `${state} ${word}`)
    .join(' · '),
});

/** What the list of transfers may be asked for. */
export const TRANSFER_FILTER = {
  department: Type.Optional(Type.String({ maxLength: 18, description: '提供单位代码 USCC of the department' })),
  item: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$', description: '资源目录项 Catalogue item' })),
  state: Type.Optional(STATE),
  to: Type.Optional(Type.String({ pattern: NODE, description: '登记地节点 Node that it goes to' })),
  submission: Type.Optional(Type.String({ format: 'uuid', description: '批次标识 Submission' })),
  recordId: Type.Optional(Type.String({ maxLength: 400, description: '记录标识 Identity of the record here' })),
  overdue: Type.Optional(Type.Boolean({ description: '已逾期 Past a term of Order 45 §10' })),
};

export const TRANSFER = Type.Object(
  {
    transferId: Type.String({ description: '转送编号 Identifier, a UUID' }),
    recordId: Type.String({ description: '记录标识 Identity of the record here' }),
    item: Type.String({ description: '资源目录项 Catalogue item' }),
    format: Type.String({ description: '格式规范 Format' }),
    version: Type.Integer({ description: '转送版本 Counts the versions of the record that were sent' }),
    takenBack: Type.Boolean({ description: '要求撤下 It takes the record back' }),
    backToVersion: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      description: '要求恢复到的转送版本 Version that is to be shown again: what came after it is taken back',
    }),
    to: Type.String({ description: '登记地节点 Node that it goes to' }),
    toName: orNull('登记地 Name of that node'),
    submissionId: Type.String({ description: '批次标识 Submission' }),
    row: Type.Integer({ description: '行号 Row of its file' }),
    department: Type.String({ description: '提供单位代码 USCC of the department' }),
    departmentName: Type.String({ description: '提供单位 Name of the department' }),
    state: STATE,
    stateWord: Type.String({ description: '状态 The same in words' }),
    reason: Type.String({ description: '原因代码，可为空 Why, as one word; may be empty' }),
    explanation: Type.String({ description: '原因 The same in words; may be empty' }),
    learnedAt: Type.String({
      format: 'date-time',
      description: '查明登记地的时间 Since when it is known where it belongs',
    }),
    sends: Type.Integer({ minimum: 0, description: '发送次数 Times sent' }),
    firstSentAt: orNull('首次发送时间 When it was sent for the first time'),
    answeredAt: orNull('最近答复时间 When its state was last told, or it was ended'),
    handOnBy: Type.String({ format: 'date', description: '应转送日期 Last day for handing it on (Order 45 §10)' }),
    answerBy: orNull('对方应答复日期 Last day for the destination’s answer (Order 45 §10)'),
    overdue: Type.Unsafe<OverdueKind | null>({
      type: ['string', 'null'],
      enum: [...OVERDUE_KINDS, null],
      description: `hand_on ${OVERDUE_WORDS.hand_on} · answer ${OVERDUE_WORDS.answer}`,
    }),
    remoteRecordId: orNull('登记地的记录标识 The destination’s identity of the record'),
    remoteVersion: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      description: '登记地的版本 The version that it became there',
    }),
  },
  { description: '转送 A record on its way to another province' },
);

/** A transfer as REST shows it. */
export function toTransferJson({
  number: _number,
  toNode,
  learnedAt,
  firstSentAt,
  answeredAt,
  ...same
}: ListedTransfer) {
  return {
    ...same,
    to: toNode,
    toName: nameOfNode(toNode),
    stateWord: STATE_WORDS[same.state],
    learnedAt: learnedAt.toISOString(),
    firstSentAt: firstSentAt?.toISOString() ?? null,
    answeredAt: answeredAt?.toISOString() ?? null,
  };
}
