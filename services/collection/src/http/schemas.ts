import Type from 'typebox';
import {
  SUBMISSION_STATES,
  SUBMISSION_WAYS,
  type Submission,
  type SubmissionState,
  type SubmissionWay,
} from '../domain/submission.ts';

const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description });
const count = (description: string) => Type.Integer({ minimum: 0, description });

export const STATE = Type.Unsafe<SubmissionState>({
  type: 'string',
  enum: SUBMISSION_STATES,
  description: '批次状态 Where the submission stands',
});

/** How records came in. */
export const WAY = Type.Unsafe<SubmissionWay>({
  type: 'string',
  enum: SUBMISSION_WAYS,
  description:
    '归集方式：entry 在线录入，import 批量导入，interface 数据接口，connector 数据库对接，transfer 外省转来 How it came in (M§8)',
});

/** Path of everything about one submission. */
export const SUBMISSION_PATH = Type.Object({
  submissionId: Type.String({ maxLength: 64, description: '批次标识 Identifier, a UUID' }),
});

/** The header by which a department signs what it sends. */
export const SIGNATURE = Type.Optional(
  Type.String({
    maxLength: 300,
    description:
      '部门签名 The department’s signature over the body: keyId="…",time="…",signature="…"; see the README of the service',
  }),
);

export const CURSOR = Type.Optional(
  Type.String({ maxLength: 200, description: '上一页返回的 next `next` of the page before; absent for the first' }),
);

export const NEXT = orNull('下一页游标，最后一页为 null Cursor of the next page; null on the last');

export const SUBMISSION = Type.Object(
  {
    submissionId: Type.String({ description: '批次标识 Identifier, a UUID' }),
    item: Type.String({ description: '资源目录项 Catalogue item' }),
    format: Type.String({ description: '格式规范及版本，如 REG@1 Format and version' }),
    way: WAY,
    originNode: orNull('转出节点，外省转来时有值 Node that took its record in, where that was another one; else null'),
    dryRun: Type.Boolean({
      description:
        '试运行：不改变任何记录，各项计数为假如正式提交的结果 A dry run: it changed nothing, and counts what would be',
    }),
    state: STATE,
    department: Type.String({ description: '提供单位统一社会信用代码 USCC of the department that provides it (M§12)' }),
    departmentName: Type.String({ description: '提供单位 Name of the department' }),
    account: Type.String({ description: '提交账号 Account that sent it' }),
    fileName: Type.String({ description: '文件名，可为空 File name as sent; may be empty' }),
    encoding: orNull('文件编码，未知则为 null Encoding of the file; null until it is known'),
    rows: count('数据行数，不含表头 Rows, without the header'),
    accepted: count('已记录的行 Rows that made a new version of a record'),
    unchanged: count('内容无变化的行 Rows whose content was already current'),
    rejected: count('已拒绝的行 Rows that are reported and not recorded'),
    findings: count('有质量提示的已记录行 Accepted rows with a quality finding'),
    withheld: count('涉及已依法撤回记录的行，不再公示 Rows about lawfully withdrawn records, not published again'),
    held: count('待认领的行 Rows whose subject is not known, waiting for it or for somebody who knows it'),
    transferred: count(
      '已由登记地节点记录的行 Rows that another province has recorded, where their subject is registered',
    ),
    receivedAt: Type.String({ format: 'date-time', description: '接收时间 Time the upload began' }),
    completedAt: orNull('完成时间 Time it ended, or null'),
    failure: Type.String({ description: '失败或不完整的原因 Why it failed or is incomplete; empty otherwise' }),
    firstFeedSequence: count('写入的最小变更序号 Lowest feed sequence that its rows wrote, or 0'),
    lastFeedSequence: count('写入的最大变更序号 Highest feed sequence that its rows wrote, or 0'),
    undone: Type.Object(
      {
        withdrawn: count('撤下的记录 Records that it had created, now withdrawn'),
        restored: count('恢复原内容的记录 Records that have their previous content back'),
        kept: count('后来又被更改而保留的记录 Records that a later submission has changed, left alone'),
      },
      { description: '撤回或取消的结果 What taking back or cancelling has done' },
    ),
  },
  { description: '提交批次 Submission' },
);

export const ROW_ERROR = Type.Object(
  {
    row: Type.Integer({ description: '行号，表头后第一行为 1 Row number; the first after the header is 1' }),
    field: Type.String({ description: '字段，整行的问题为空 Field by the format’s own name; empty for the whole row' }),
    label: Type.String({ description: '字段中文名 Chinese label' }),
    value: Type.String({ description: '提交的内容，至多 100 字 The value as sent, cut to 100 characters' }),
    code: Type.String({ description: '稳定的代码 Stable code' }),
    reason: Type.String({ description: '问题 What is wrong' }),
    mend: Type.String({ description: '改法 How to mend it' }),
    finding: Type.Boolean({ description: '仅为质量提示，该行已记录 A finding on an accepted row' }),
  },
  { description: '行错误 Row error' },
);

/** A submission as REST shows it. */
export function toSubmissionJson(submission: Submission) {
  const { encoding, receivedAt, completedAt, ...rest } = submission;
  return {
    ...rest,
    encoding: encoding ?? null,
    receivedAt: receivedAt.toISOString(),
    completedAt: completedAt?.toISOString() ?? null,
  };
}
