import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connectPostgres, type Sql } from '@necips/runtime';
import { createTestDatabase, TcpLink } from '@necips/testbed';
import { DEPARTMENTS, freePort, type TestCollection } from './collection.ts';
import { aCode, aRow } from './rows.ts';

/** A department's own database, with a table of companies, reached over a line that can be cut. Its rows are put there by `adminUrl`. */
export async function aSource(server?: { url: string; adminUrl: string }): Promise<TestSource> {
  await using starting = new AsyncDisposableStack();
  const database = server ?? starting.use(await createTestDatabase([]));
  const { port, username, password, pathname } = new URL(database.url);
  const linePort = await freePort();
  const sql = connectPostgres(server?.adminUrl ?? database.url, { max: 4, applicationName: 'department' });
  starting.defer(() => sql.end());
  const line = starting.use(await TcpLink.open(linePort, Number(port)));
  await sql`create table company (
    id bigint primary key, 名称 text, 代码 text, 成立 date, changed_at timestamptz not null default clock_timestamp())`;
  if (server) await sql`grant select on company to ${sql(username)}`;
  const running = starting.move();
  return {
    sql,
    line,
    host: `127.0.0.1:${linePort}`,
    password: decodeURIComponent(password),
    insert: async (from, to = from, name) => {
      const rows = Array.from({ length: to - from + 1 }, (_, i) => {
        const [made = '', code = '', date = ''] = aRow(from + i).split(',');
        return { id: from + i, 名称: name ?? made, 代码: code, 成立: date };
      });
      await sql`insert into company ${sql(rows)}`;
    },
    terms: (more = {}) => ({
      department: DEPARTMENTS[0].uscc,
      item: 'REG',
      host: '127.0.0.1',
      port: linePort,
      database: pathname.slice(1),
      user: username,
      password: decodeURIComponent(password),
      schema: 'public',
      relation: 'company',
      watermark: 'changed_at',
      key: 'id',
      columns: [
        { field: 'name', column: '名称' },
        { field: '统一社会信用代码', column: '代码' },
        { field: 'establishedOn', column: '成立' },
      ],
      periodSeconds: 1,
      ...more,
    }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export interface TestSource extends AsyncDisposable {
  sql: Sql;
  /** By which it is reached. */
  line: TcpLink;
  /** As the setting `COLLECTION_CONNECTOR_HOSTS` names it. */
  host: string;
  password: string;
  /** Adds companies by their numbers. */
  insert(from: number, to?: number, name?: string): Promise<void>;
  /** What registers a connector of its table. */
  terms(more?: Record<string, unknown>): Record<string, unknown>;
}

/** Another table of a source, with one row, and what registers a connector of it. */
export async function aTable(source: TestSource, relation: string, number: number) {
  const { sql } = source;
  await sql`create table ${sql(relation)} (like company including all)`;
  const add = async (id: number, changes: Record<string, unknown> = {}) => {
    const [名称, 代码, 成立] = aRow(id).split(',');
    await sql`insert into ${sql(relation)} ${sql({ id, 名称, 代码, 成立, ...changes })}`;
  };
  await add(number);
  return { sql, add, terms: (more: Record<string, unknown> = {}) => source.terms({ relation, ...more }) };
}

/** Waits until a registration by its number is recorded. */
export async function untilRecorded({ sql }: Pick<TestCollection, 'sql'>, number: number): Promise<void> {
  const found = () => sql`select 1 from record_version where record_id = ${`330000/REG/${aCode(number)}`}`;
  while ((await found()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Something at a port of its own that treats whoever connects as it likes. */
export async function anImpostor(treat: (socket: Socket) => void): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    treat(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** The doors of connectors, as the node's administrator uses them. */
export function connectorsOf({ call, token }: Pick<TestCollection, 'call' | 'token'>) {
  const send = async (method: string, path: string, body?: unknown, bearer = token('province-admin')) => {
    const json = body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const response = await call(`/v1/connectors${path}`, { method, ...json }, bearer);
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as ConnectorJson & { items: ConnectorJson[] };
    return { ...answer, status: response.status };
  };
  const until = async (connectorId: string, isSo: (connector: ConnectorJson) => boolean) => {
    for (;;) {
      const connector = await send('GET', `/${connectorId}`);
      if (isSo(connector)) return connector;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    send,
    until,
    register: async (terms: Record<string, unknown>) => {
      const connector = await send('POST', '', terms);
      if (connector.status !== 201) throw new Error(JSON.stringify(connector));
      return connector;
    },
    /** Waits until it has pulled everything once more. */
    untilPulled: async (connectorId: string) => {
      const before = await send('GET', `/${connectorId}`);
      // The pull that is under way may have begun before whatever is waited for.
      const once = await until(connectorId, ({ pulledAt }) => pulledAt !== null && pulledAt !== before.pulledAt);
      return await until(connectorId, ({ pulledAt }) => pulledAt !== once.pulledAt);
    },
  };
}

export interface ConnectorJson {
  connectorId: string;
  state: string;
  reason: string;
  explanation: string;
  failures: number;
  pulledAt: string | null;
  /** Watermark of the furthest row. */
  readTo: string | null;
  departmentName: string;
  rows: number;
}
