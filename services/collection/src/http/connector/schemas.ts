import Type from 'typebox';
import { CONNECTOR_STATES, type ConnectorState, type ShownConnector } from '../../domain/connector/connector.ts';
import { IDENTIFIER_BYTES_MAX } from '../../domain/connector/source-query.ts';

const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description });
// PostgreSQL cuts names that are longer; in characters it is the same limit or a shorter one.
const identifier = (description: string) =>
  Type.String({ minLength: 1, maxLength: IDENTIFIER_BYTES_MAX, pattern: '^[^\\u0000]+$', description });

export const CONNECTOR_PATH = Type.Object({
  connectorId: Type.String({ format: 'uuid', description: '对接标识 Identifier, a UUID' }),
});

/** How a source is reached. */
export const ADDRESS = {
  host: Type.String({
    pattern: '^[A-Za-z0-9._:-]{1,253}$',
    description: '数据库地址，须在本节点允许的范围内 Host, one of those that the node’s operator allows',
  }),
  port: Type.Integer({ minimum: 1, maximum: 65_535, description: '端口 Port' }),
  database: identifier('数据库 Database'),
  user: identifier('只读账号 Account that may read only'),
};

export const PASSWORD = Type.String({
  minLength: 1,
  maxLength: 1_000,
  pattern: '^[^\\u0000]+$',
  description: '密码，封存保存，不再显示 Password; kept sealed and never shown',
});

export const COLUMNS = Type.Array(
  Type.Object(
    {
      field: Type.String({ minLength: 1, maxLength: 100, description: '字段名、中文名或短名；增删改标志亦可 Field' }),
      column: identifier('列 Column'),
    },
    { additionalProperties: false },
  ),
  { minItems: 2, maxItems: 200, description: '各列对应的字段 Which column holds which field' },
);

/** What is read, and in which order. */
export const RELATION = {
  schema: identifier('模式 Schema'),
  relation: identifier('表或视图 Table or view'),
  watermark: identifier('时间戳列或递增序号列，每次变更时增大 Column that rises with every change: a time or a number'),
  key: identifier('键列，区分时间戳相同的行 Column that tells rows of one watermark apart'),
};

export const PACE = {
  overlap: Type.Integer({
    minimum: 0,
    maximum: 604_800,
    description:
      '回看范围：时间列为秒，应不短于部门系统最长的事务；序号列为个数 For how long after its time a change may become visible, in ' +
      'seconds: no shorter than the department’s longest transaction; of numbers, how many are read again',
  }),
  periodSeconds: Type.Integer({ minimum: 1, maximum: 86_400, description: '间隔秒数 Seconds between two pulls' }),
  batchRows: Type.Integer({ minimum: 1, maximum: 10_000, description: '每批行数 Rows of a batch, at most' }),
};

export const REASON = Type.String({
  minLength: 1,
  maxLength: 300,
  pattern: '\\S',
  description: '原因，记入审计日志 Why; kept in the audit log',
});

export const CONNECTOR = Type.Object(
  {
    connectorId: Type.String({ description: '对接标识 Identifier' }),
    department: Type.String({ description: '提供单位代码 USCC of the department' }),
    departmentName: Type.String({ description: '提供单位 Name of the department; empty where it is not known' }),
    item: Type.String({ description: '资源目录项 Catalogue item' }),
    ...ADDRESS,
    ...RELATION,
    columns: COLUMNS,
    ...PACE,
    state: Type.Unsafe<ConnectorState>({
      type: 'string',
      enum: CONNECTOR_STATES,
      description: 'running 运行 · paused 暂停 · stopped 停止，待人工处理 stopped and waits for somebody',
    }),
    reason: Type.String({ description: '原因代码，正常则为空 Stable code; empty where all is well' }),
    explanation: Type.String({ description: '说明 The same in words' }),
    failures: Type.Integer({ description: '连续失败次数 Pulls that failed one after another' }),
    nextAt: Type.String({ format: 'date-time', description: '下次读取 Next pull, where it runs' }),
    pulledAt: orNull('上次读取完毕 When it last had everything that the source showed'),
    readTo: orNull(
      '已读至：最后提交行的时间戳列，时间为 UTC Watermark of the furthest row handed in, as the source writes it',
    ),
    rows: Type.Integer({ description: '已提交的行数 Rows handed in' }),
    registeredAt: Type.String({ format: 'date-time', description: '登记时间 Registered at' }),
    registeredBy: Type.String({ description: '登记人 Registered by' }),
  },
  { description: '数据库对接 Pull connector' },
);

/** How a connector stands, for people. */
export const STATE_WORDS: Record<ConnectorState, string> = { running: '运行', paused: '已暂停', stopped: '已停止' };

/** A connector as REST shows it. */
export function toConnectorJson(connector: ShownConnector) {
  const { nextAt, pulledAt, registeredAt, ...same } = connector;
  return {
    ...same,
    nextAt: nextAt.toISOString(),
    pulledAt: pulledAt?.toISOString() ?? null,
    registeredAt: registeredAt.toISOString(),
  };
}
