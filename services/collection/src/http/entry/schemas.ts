import type { DraftReading } from '@necips/domain';
import Type from 'typebox';
import { DRAFT_STATES, type DraftState, type DraftValues, type EntryDraft } from '../../domain/entry/entry-draft.ts';
import type { DraftWithValues } from '../../queries/entry/get-draft.ts';
import type { ListedDraft } from '../../queries/entry/list-drafts.ts';
import { RECORD_ANSWER } from '../submit-record.ts';

const DAY_MS = 86_400_000;
const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description });

export const DRAFT_STATE = Type.Unsafe<DraftState>({
  type: 'string',
  enum: DRAFT_STATES,
  description: 'editing 录入中 · in_review 待审核 · returned 已退回 · submitted 已提交',
});

export const DRAFT_PATH = Type.Object({
  draftId: Type.String({ format: 'uuid', description: '草稿标识 Identifier, a UUID' }),
});

/** What says which revision of a draft the caller has seen. */
export const IF_MATCH = Type.Object({
  'if-match': Type.String({
    pattern: '^"[1-9]\\d{0,8}"$',
    description:
      '所见草稿的 ETag；已被更改则为 409 The ETag that was seen; 409 `draft_changed` where there is a later one',
  }),
});

export const VALUES = Type.Unsafe<DraftValues>({
  type: 'object',
  additionalProperties: true,
  description: '以格式规范字段名为成员，值为文本；可不完整 By the names of the format’s fields; need not be complete',
});

const DRAFT_MEMBERS = {
  draftId: Type.String({ description: '草稿标识 Identifier' }),
  item: Type.String({ description: '资源目录项 Catalogue item' }),
  state: DRAFT_STATE,
  department: Type.String({ description: '提供单位代码 USCC of the department' }),
  departmentName: Type.String({ description: '提供单位 Name of the department' }),
  account: Type.String({ description: '录入人 Account that enters it' }),
  note: Type.String({ description: '退回原因 Why it was returned; empty otherwise' }),
  reviewer: orNull('审核人 Account that approved or returned it'),
  submissionId: orNull('提交后的批次 Submission that it became last'),
  createdAt: Type.String({ format: 'date-time', description: '创建时间 When it was begun' }),
  changedAt: Type.String({ format: 'date-time', description: '更改时间 When it was changed last' }),
  expiresAt: Type.String({ format: 'date-time', description: '到期删除时间 When it is deleted unless it is changed' }),
};

export const LISTED_DRAFT = Type.Object(
  {
    ...DRAFT_MEMBERS,
    subject: Type.String({ description: '企业名称，未填为空 Name of its subject; empty where it is not known' }),
    key: Type.Array(Type.String(), {
      description:
        '区别于同类其他记录的内容，如文书号；不含不公示的字段 What tells it from others of its item, of what is public',
    }),
  },
  { description: '录入草稿 Draft, without what was typed' },
);

const FAULTS = (description: string) =>
  Type.Array(
    Type.Object({
      field: Type.String({ description: '字段，整条的问题为空 Field; empty for the whole record' }),
      label: Type.String({ description: '字段中文名 Chinese label' }),
      value: Type.String({ description: '所填内容，至多 100 字 The value, cut to 100 characters' }),
      code: Type.String({ description: '稳定的代码 Stable code' }),
      reason: Type.String({ description: '问题 What is wrong' }),
      mend: Type.String({ description: '改法 How to mend it' }),
    }),
    { description },
  );

export const DRAFT = Type.Object(
  {
    ...DRAFT_MEMBERS,
    values: Type.Union([VALUES, Type.Null()], {
      description:
        '所填内容；提交后为空，审核人所见不含不出节点的字段 What was typed; null once it was handed in, and for reviewers without internal fields',
    }),
    isComplete: Type.Boolean({ description: '可以提交 Whether it may be submitted' }),
    wrong: FAULTS('所填内容的问题 What is wrong with what was typed'),
    missing: FAULTS('尚未填写的必填项 What is still missing'),
    findings: FAULTS('质量提示，不妨碍提交 Doubts that do not keep it from being submitted'),
    answer: Type.Union([RECORD_ANSWER, Type.Null()], {
      description: '最近一次提交的结果，未提交则为空 What became of it; null where it was never handed in',
    }),
  },
  { description: '录入草稿 Draft' },
);

/** A draft as lists show it. */
export function toListedDraftJson({ headline, ...draft }: ListedDraft, keepDays: number) {
  return { ...toMembers(draft, keepDays), subject: headline.subject, key: [...headline.key] };
}

function toMembers({ provider, createdAt, changedAt, ...draft }: EntryDraft, keepDays: number) {
  const { draftId, item, state, note, reviewer, submissionId } = draft;
  return {
    draftId,
    item,
    state,
    note,
    reviewer,
    submissionId,
    ...provider,
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
    expiresAt: new Date(changedAt.getTime() + keepDays * DAY_MS).toISOString(),
  };
}

/** A draft with what was typed, as far as the caller may see it, and what is to be said about it. */
export function toDraftJson(draft: DraftWithValues, reading: DraftReading | undefined, keepDays: number) {
  const { isComplete = false, wrong = [], missing = [], findings = [] } = reading ?? {};
  const { values, answer } = draft;
  const faults = { wrong: [...wrong], missing: [...missing], findings: [...findings] };
  return { ...toMembers(draft, keepDays), values, isComplete, ...faults, answer };
}
