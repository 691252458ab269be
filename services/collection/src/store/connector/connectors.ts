import type { Executor, Transaction } from '@necips/runtime';
import type {
  Connector,
  ConnectorState,
  ConnectorTerms,
  ShownConnector,
  StoredConnector,
} from '../../domain/connector/connector.ts';
import type { MappedColumn, SourceTypes } from '../../domain/connector/source-query.ts';

/** One connector; undefined where there is none, or none any more. */
export async function findConnector(sql: Executor, connectorId: string): Promise<StoredConnector | undefined> {
  const [row] = await sql<ConnectorRow[]>`select ${columns(sql)} from connector where id = ${connectorId}`;
  return row && fromRow(row);
}

/** The same, locked until the transaction ends. */
export async function lockConnector(tx: Transaction, connectorId: string): Promise<StoredConnector | undefined> {
  const [row] = await tx<ConnectorRow[]>`select ${columns(tx)} from connector where id = ${connectorId} for update`;
  return row && fromRow(row);
}

/** The same without what only pulling it needs. */
export async function findShownConnector(sql: Executor, connectorId: string): Promise<ShownConnector | undefined> {
  const [connector] = await sql<ShownConnector[]>`
    select ${shownColumns(sql)}, ${onlyShown(sql)} from connector where id = ${connectorId}`;
  return connector;
}

/** Connectors registered before one of them, the newest first; `department` undefined for all. */
export async function readConnectorPage(
  sql: Executor,
  { department, before, limit }: { department: string | undefined; before: number; limit: number },
): Promise<(ShownConnector & { number: number })[]> {
  return await sql<(ShownConnector & { number: number })[]>`
    select number, ${shownColumns(sql)}, ${onlyShown(sql)} from connector
    where number < ${before} ${department === undefined ? sql`` : sql`and department = ${department}`}
    order by number desc limit ${limit}`;
}

/** How all connectors stand, for counting them. */
export async function readConnectorHealth(sql: Executor): Promise<ConnectorHealth[]> {
  return await sql<ConnectorHealth[]>`
    select id as "connectorId", department, item, state, failures, pulled_at as "pulledAt" from connector order by number`;
}

export type ConnectorHealth = Pick<
  Connector,
  'connectorId' | 'department' | 'item' | 'state' | 'failures' | 'pulledAt'
>;

/** How many connectors there are. Those who register one take turns, so that none is forgotten. */
export async function countConnectors(tx: Transaction): Promise<number> {
  await tx`select pg_advisory_xact_lock(hashtextextended('connectors', 0))`;
  const [row] = await tx<{ count: number }[]>`select count(*) from connector`;
  return row?.count ?? 0;
}

/** Adds a connector, to be pulled at once. */
export async function insertConnector(tx: Transaction, connector: NewConnector): Promise<void> {
  const { connectorId, terms, types, passwordSealed, at, by } = connector;
  const { department, item, host, port, database, user, schema, relation, watermark, key } = terms;
  await tx`
    insert into connector (id, department, item, host, port, database, username, password_sealed, schema, relation,
      watermark_column, key_column, watermark_type, key_type, columns, overlap, period_seconds, batch_rows, state, next_at,
      registered_at, registered_by)
    values (${connectorId}, ${department}, ${item}, ${host}, ${port}, ${database}, ${user}, ${passwordSealed}, ${schema},
      ${relation}, ${watermark}, ${key}, ${types.watermark}, ${types.key}, ${tx.json(toJson(terms.columns))},
      ${terms.overlap}, ${terms.periodSeconds}, ${terms.batchRows}, 'running', ${at}, ${at}, ${by})`;
}

export interface NewConnector {
  connectorId: string;
  terms: ConnectorTerms;
  types: Pick<SourceTypes, 'watermark' | 'key'>;
  passwordSealed: Buffer;
  at: Date;
  by: string;
}

/** Changes a connector by an act on it, which ends what a pull under way may do. */
export async function updateConnector(
  tx: Transaction,
  connectorId: string,
  { columns: mapped, ...changes }: Partial<ConnectorChanges>,
): Promise<void> {
  const set = { ...changes, ...(mapped && { columns: tx.json(toJson(mapped)) }) };
  await tx`update connector set revision = revision + 1, ${tx(set as Record<string, never>)} where id = ${connectorId}`;
}

/** Columns that `updateConnector` may set. */
export interface ConnectorChanges {
  host: string;
  port: number;
  database: string;
  username: string;
  password_sealed: Buffer;
  columns: readonly MappedColumn[];
  overlap: number;
  period_seconds: number;
  batch_rows: number;
  watermark_type: string;
  key_type: string;
  state: ConnectorState;
  reason: string;
  explanation: string;
  failures: number;
  next_at: Date;
  place_watermark: null;
  place_key_sealed: null;
  settled: null;
}

/** Deletes a connector with its password. */
export async function deleteConnector(tx: Transaction, connectorId: string): Promise<void> {
  await tx`delete from connector where id = ${connectorId}`;
}

const shownColumns = (sql: Executor) => sql`
  id as "connectorId", department, item, host, port, database, username as user, schema, relation,
  watermark_column as watermark, key_column as key, columns, overlap, period_seconds as "periodSeconds",
  batch_rows as "batchRows", state, reason, explanation, failures, next_at as "nextAt", pulled_at as "pulledAt", rows,
  registered_at as "registeredAt", registered_by as "registeredBy"`;

const onlyShown = (sql: Executor) => sql`
  coalesce((select name from department where uscc = connector.department), '') as "departmentName",
  place_watermark as "readTo"`;

const columns = (sql: Executor) => sql`
  ${shownColumns(sql)}, revision, password_sealed as "passwordSealed", watermark_type as "watermarkType", key_type as "keyType",
  place_watermark as "placeWatermark", place_key_sealed as "placeKeySealed", settled`;

type ConnectorRow = Omit<StoredConnector, 'types' | 'place'> & {
  watermarkType: SourceTypes['watermark'];
  keyType: SourceTypes['key'];
  placeWatermark: string | null;
  placeKeySealed: Buffer | null;
};

function fromRow({ watermarkType, keyType, placeWatermark, placeKeySealed, ...row }: ConnectorRow): StoredConnector {
  const hasPlace = placeWatermark !== null && placeKeySealed !== null;
  return {
    ...row,
    types: { watermark: watermarkType, key: keyType },
    place: hasPlace ? { watermark: placeWatermark, keySealed: placeKeySealed } : null,
  };
}

function toJson(mapped: readonly MappedColumn[]): { field: string; column: string }[] {
  return mapped.map(({ field, column }) => ({ field, column }));
}
