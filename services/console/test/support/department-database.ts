import { makeUscc } from '@necips/domain';
import { connectPostgres, type Sql } from '@necips/runtime';
import type { LocalFederation } from '@necips/testbed';

const PASSWORD = 'a reader’s own secret';

/** A department's own database in the cluster that the node may pull from, with a table of companies and an account that reads it. */
export async function aDepartmentDatabase({ endpoints }: LocalFederation): Promise<DepartmentDatabase> {
  const serial = String(Date.now()).slice(-6);
  const [database, user] = [`department_${serial}`, `reader_${serial}`];
  const server = new URL(endpoints.postgres);
  const url = new URL(endpoints.postgres);
  url.pathname = `/${database}`;
  await using starting = new AsyncDisposableStack();
  const admin = connectPostgres(server.href, { max: 1, applicationName: 'console-test' });
  starting.defer(() => admin.end());
  await admin.unsafe(`create role ${user} login password '${PASSWORD}'`);
  starting.defer(async () => void (await admin.unsafe(`drop role ${user}`)));
  await admin.unsafe(`create database ${database}`);
  starting.defer(async () => void (await admin.unsafe(`drop database ${database} with (force)`)));
  const sql = connectPostgres(url.href, { max: 1, applicationName: 'console-test' });
  starting.defer(() => sql.end());
  await sql`create table company (
    id bigint primary key, mc text, dm text, clrq date, gxsj timestamptz not null default clock_timestamp())`;
  await sql.unsafe(`grant select on company to ${user}`);
  const companies = [1, 2, 3].map((id) => ({
    id,
    mc: `杭州对接${serial}${id}有限公司`,
    dm: makeUscc('91', '330106', `N${serial}${id}`),
    clrq: '2019-05-04',
  }));
  await sql`insert into company ${sql(companies)}`;
  const running = starting.move();
  return {
    sql,
    host: server.hostname,
    port: server.port,
    database,
    user,
    password: PASSWORD,
    companies: companies.map(({ mc, dm }) => ({ name: mc, code: dm })),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export interface DepartmentDatabase extends AsyncDisposable {
  sql: Sql;
  host: string;
  port: string;
  database: string;
  user: string;
  password: string;
  companies: { name: string; code: string }[];
}
