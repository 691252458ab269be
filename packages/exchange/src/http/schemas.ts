import Type from 'typebox';
import { PAGE_ITEMS, PAGE_ITEMS_MAX } from '../queries/subject-query.ts';

const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description });

/** Path of everything about one subject. */
export const SUBJECT_PATH = Type.Object({
  code: Type.String({
    description: '统一社会信用代码（18位）或注册号（15位、13位） Unified social credit code or registration number',
  }),
});

/** Query parameters of every listing. */
export const PAGE_QUERY = {
  limit: Type.Integer({
    minimum: 1,
    maximum: PAGE_ITEMS_MAX,
    default: PAGE_ITEMS,
    description: '每页条数 Items a page',
  }),
  cursor: Type.Optional(
    Type.String({ maxLength: 2000, description: '上一页返回的 next `next` of the page before; absent for the first' }),
  ),
};

/** A page of items. */
export const NEXT = orNull('下一页游标，最后一页为 null Cursor of the next page; null on the last');

/** Provinces that are left out of a page. */
export const WITHHELD = Type.Array(Type.String(), {
  description: '正在恢复、暂不提供数据的节点 Nodes whose data is being restored and left out now; mostly none',
});

/** Whether a page ended before it was full. */
export const PARTIAL = Type.Boolean({
  description:
    '按条件筛选时，本页已查看的主体达到上限而仍未查满；请用 next 续查 ' +
    'A filter left so few that this page has looked at as many subjects as one may; `next` looks at further ones',
});

export const SUBJECT = Type.Object(
  {
    code: Type.String({
      description: '统一社会信用代码，无则为注册号 Unified social credit code, or registration number',
    }),
    name: Type.String({ description: '名称 Name as registered' }),
    formerNames: Type.Array(Type.String(), { description: '曾用名 Former names' }),
    registrationNumber: orNull('注册号，未登记则为 null Registration number; null where not given'),
    type: orNull('类型，未登记则为 null Type as registered; null where not given'),
    status: orNull('登记状态，未登记则为 null，不作推定 Status as registered; null where not given, never assumed'),
    node: Type.String({ description: '公示节点（6位） Node that publishes it' }),
    legalRepresentative: orNull('法定代表人，未登记则为 null Legal representative; null where not given'),
    establishedOn: Type.String({ format: 'date', description: '成立日期 Date of establishment' }),
    asOf: Type.String({ format: 'date-time', description: '公示日志中的时间 Time of the leaf that this reflects' }),
    leafIndex: Type.Integer({ description: '公示日志中的序号 Index of that leaf in the node’s log' }),
    recordId: Type.String({ description: '登记记录标识 The registration record that this reflects' }),
  },
  { description: '市场主体 Subject' },
);

export const SUBJECT_WITH_COUNTS = Type.Object(
  {
    ...SUBJECT.properties,
    records: Type.Array(
      Type.Object({
        item: Type.String({ description: '资源目录项 Catalogue item' }),
        count: Type.Integer({ minimum: 1, description: '公示记录数 Current records' }),
      }),
      { description: '各项公示记录数 How many records are shown, by item' },
    ),
  },
  { description: '市场主体及其公示记录数 Subject, with the number of its records' },
);

const PARTY = Type.Unsafe<{ code: string; name: string } | null>({
  type: ['object', 'null'],
  properties: { code: Type.String(), name: Type.String() },
});

export const RECORD = Type.Object(
  {
    recordId: Type.String({ description: '记录标识：节点/目录项/业务主键 Stable identity' }),
    version: Type.Integer({ description: '版本，自1起 Version, from 1' }),
    item: Type.String({ description: '资源目录项 Catalogue item' }),
    format: orNull('格式规范及版本，如 REG@1 Format and version that the body follows'),
    node: Type.String({ description: '公示节点（6位） Node that publishes it' }),
    leafIndex: Type.Integer({ description: '公示日志中的序号 Index of its leaf in the node’s log' }),
    publishedAt: Type.String({ format: 'date-time', description: '公示时间 Time of publication' }),
    provider: { ...PARTY, description: '提供单位 Department that provides it (M§12)' } as typeof PARTY,
    origin: Type.Object(
      {
        department: orNull('报送部门 Department that submitted it'),
        node: orNull(
          '转出节点，由外省归集后转来时有值 Node that took it in, where another province sent it here; else null',
        ),
        batch: orNull('批次 Submission'),
        row: Type.Unsafe<number | null>({ type: ['integer', 'null'], description: '行号 Row within it' }),
      },
      { description: '来源，可追溯至报送的行 Where it came from, down to the row submitted (M§12)' },
    ),
    subject: { ...PARTY, description: '所属主体 Subject it is about' } as typeof PARTY,
    body: Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      additionalProperties: true,
      description: '公示内容 What is publicly shown, as the item’s format defines it',
    }),
  },
  { description: '公示记录 Record' },
);
