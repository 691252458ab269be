import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../until.ts';
import { giveToServer, type PostgresCluster, postgresUrl } from './cluster.ts';
import { connectAdmin } from './databases.ts';

/** What a server shows to whoever wants TLS, in PEM. */
export interface ServerCertificate {
  key: string;
  certificate: string;
}

/** Lets a running cluster speak TLS with this certificate from the next connection on; one that it had before is replaced. */
export async function offerTls(cluster: PostgresCluster, { key, certificate }: ServerCertificate): Promise<void> {
  const data = join(cluster.directory, 'data');
  for (const [name, content] of [
    ['server.key', key],
    ['server.crt', certificate],
  ] as const) {
    const path = join(data, name);
    rmSync(path, { force: true });
    writeFileSync(path, content, { mode: 0o600 });
    giveToServer(path);
  }
  await reload(cluster, ["alter system set ssl = 'on'"]);
}

/** Lets an account in by TLS only, from now on. */
export async function demandTls(cluster: PostgresCluster, account: string): Promise<void> {
  const rules = [
    `hostssl all ${account} 127.0.0.1/32 scram-sha-256`,
    `host all ${account} 127.0.0.1/32 reject`,
    'host all all 127.0.0.1/32 scram-sha-256',
  ];
  writeFileSync(join(cluster.directory, 'data', 'pg_hba.conf'), `${rules.join('\n')}\n`);
  await reload(cluster, []);
}

/** Resolves once connections are taken by the new settings: the server reads them a moment after it was told to. */
async function reload(cluster: PostgresCluster, statements: readonly string[]): Promise<void> {
  const url = postgresUrl(cluster);
  await using admin = connectAdmin(url);
  for (const statement of statements) await admin.sql.unsafe(statement);
  const [asked] = await admin.sql<{ at: Date }[]>`select clock_timestamp() as at, pg_reload_conf()`;
  await until(async () => {
    await using fresh = connectAdmin(url);
    const [loaded] = await fresh.sql<{ at: Date }[]>`select pg_conf_load_time() as at`;
    return asked && loaded && loaded.at >= asked.at;
  });
}
