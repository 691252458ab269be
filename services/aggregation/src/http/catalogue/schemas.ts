import { CATALOGUE_ENTRIES_MAX, CHANNELS, PROVIDERS_MAX } from '@necips/domain';
import Type from 'typebox';

const TEXT_CHARACTERS_MAX = 2_000;
const WORKING_DAYS_MAX = 1_000;

const text = (description: string) => Type.String({ minLength: 1, maxLength: TEXT_CHARACTERS_MAX, description });
const days = (description: string) => Type.Integer({ minimum: 1, maximum: WORKING_DAYS_MAX, description });

/** Id of a format, `PEN@1`. */
export const FORMAT_ID = Type.String({ pattern: '^[A-Z]{3}@[1-9]\\d{0,3}$', description: '格式规范编号 e.g. PEN@1' });

const PROVIDER = Type.Object(
  {
    department: Type.Optional(
      Type.String({ maxLength: 18, description: '部门的统一社会信用代码 USCC of the one department that is meant' }),
    ),
    kind: Type.Optional(
      Type.String({
        maxLength: 2,
        description: '代码前两位（机构类别） First two characters of the USCCs that are meant',
      }),
    ),
    name: Type.String({
      minLength: 1,
      maxLength: 200,
      description: '名称 Who that is; with neither of both, everybody',
    }),
    node: Type.Optional(Type.String({ maxLength: 6, description: '只限该节点 Only what is handed in to this node' })),
    exclusive: Type.Optional(Type.Boolean({ description: '独家提供 Nobody else provides it there' })),
  },
  { additionalProperties: false },
);

export const ENTRY = Type.Object(
  {
    item: Type.String({ pattern: '^[A-Z]{3}$', description: '项目 Three capitals' }),
    name: text('项目名称 Name'),
    category: text('类别 Category'),
    legalBasis: text('法律依据 Legal basis'),
    providers: Type.Array(PROVIDER, { maxItems: PROVIDERS_MAX + 1, description: '提供单位 Who provides it' }),
    publish: Type.Enum(['yes', 'no', 'on_request'], {
      description:
        '是否公示：是、否、依申请。目前仅作说明，各节点收到的有效记录一律公示 Whether it is made public. For readers only so far: nodes publish ' +
        'whatever is valid and recorded',
    }),
    shareScope: text('共享范围 With whom it is shared'),
    updateCycle: text('更新周期 How often it is brought up to date'),
    provideWorkingDays: days('提供期限（工作日） Working days from production to handing in'),
    publishWorkingDays: days(
      '公示期限（工作日），目前仅作说明 Working days from production to publication; for readers only so far',
    ),
    channels: Type.Array(Type.Enum([...CHANNELS]), {
      maxItems: 2 * CHANNELS.length,
      description: '提供方式 Ways in (M§8)',
    }),
    needsReview: Type.Boolean({
      description:
        '在线录入须经第二人审核；文件和接口报送的不审核 A second person reviews what was entered online; files and interfaces are not reviewed',
    }),
    format: FORMAT_ID,
  },
  { additionalProperties: false, description: '目录条目 One item' },
);

/** What a draft says; the rest of what may be wrong with it is told by its validation. */
export const DRAFT_CONTENT = Type.Object(
  {
    effectiveFrom: Type.String({
      maxLength: 10,
      description: '生效日期 First day in China on which it holds, ISO date',
    }),
    note: text('说明 What it changes and why'),
    entries: Type.Array(ENTRY, { maxItems: CATALOGUE_ENTRIES_MAX + 1 }),
  },
  { additionalProperties: false },
);

const ACT = Type.Object({
  act: Type.String({ description: '操作 create, change, add_format, remove_format, discard, publish' }),
  revision: Type.Integer({ description: '稿次 Revision after it' }),
  actor: Type.String({ description: '账号 Account' }),
  at: Type.String({ format: 'date-time' }),
});

export const DRAFT = Type.Object({
  id: Type.Integer(),
  state: Type.Enum(['open', 'published', 'discarded']),
  revision: Type.Integer({ description: '稿次，每次修改加一 Rises with every change' }),
  effectiveFrom: Type.String(),
  note: Type.String(),
  entries: Type.Array(ENTRY),
  version: Type.Union([Type.Integer(), Type.Null()], { description: '公布后的版次 The version that it became' }),
  acts: Type.Array(ACT, { description: '经过 What was done to it, by whom' }),
});

export const DRAFT_WITH_FORMATS = Type.Object({
  ...DRAFT.properties,
  formats: Type.Array(
    Type.Object({ id: Type.String(), document: Type.Unsafe<object>({ type: 'object', additionalProperties: true }) }),
    {
      description: '随附的格式规范 Format documents that it brings',
    },
  ),
});

/** Something that stands against publishing a draft. */
export const FAULT = Type.Object({
  at: Type.String({ description: '位置 JSON pointer into the draft' }),
  code: Type.String({ description: '代码 Stable code' }),
  message: Type.String({ description: '说明 In words' }),
});

export const CHANGE = Type.Object({
  item: Type.String(),
  change: Type.Enum(['added', 'removed', 'changed']),
  members: Type.Array(
    Type.Object({
      member: Type.String({ description: '属性 Member of the entry' }),
      before: Type.String({ description: '原值 As JSON; empty where absent' }),
      after: Type.String({ description: '现值 As JSON; empty where absent' }),
    }),
  ),
});

const VERSION_SUMMARY = {
  version: Type.Integer({ description: '版次 From 1' }),
  effectiveFrom: Type.String({ format: 'date', description: '生效日期 First day in China on which it holds' }),
  note: Type.String({ description: '说明 What it changes and why' }),
  publishedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: '公布时间，内置版本为 null Null for the built-in one',
  }),
};

export const SUMMARY = Type.Object(VERSION_SUMMARY);

export const VERSION = Type.Object({
  ...VERSION_SUMMARY,
  entries: Type.Array(ENTRY),
  formats: Type.Array(
    Type.Object({ id: Type.String(), digest: Type.String({ description: 'SHA-256 of its canonical JSON, base64' }) }),
    { description: '所用格式规范 Formats that the entries name' },
  ),
});
