import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import { infrastructurePorts, planPorts } from '../federation/port-plan.ts';
import { startInfrastructure, stopInfrastructure } from '../infrastructure.ts';
import { clusterDirectory, postgresUrl } from '../postgres/cluster.ts';
import { ensureDatabase, withDatabase } from '../postgres/databases.ts';
import { demandTls, offerTls, type ServerCertificate } from '../postgres/server-tls.ts';
import { noProgress } from '../progress.ts';

const RUN = join(CHECKOUT, '.run/tls-postgres');
const PORT_BASE = 28_000;

/** A PostgreSQL server apart from the one that tests share, with a database whose owner it lets in by TLS only. */
export interface TlsPostgres extends AsyncDisposable {
  /** Of the owner; whoever uses it must speak TLS. */
  url: string;
  /** Of the superuser in the same database, without TLS. */
  adminUrl: string;
  /** What the server shows from the next connection on. */
  show(certificate: ServerCertificate): Promise<void>;
}

/** Starts the server; one at a time. It is stopped and wiped with the scope. */
export async function tlsPostgres(certificate: ServerCertificate, database: string): Promise<TlsPostgres> {
  await stopInfrastructure(RUN, { wipe: true });
  const plan = await planPorts(RUN, [], undefined, PORT_BASE);
  const options = { runDirectory: RUN, plan, parts: [], durable: false, progress: noProgress };
  const { postgresUrl: adminUrl, secrets } = await startInfrastructure(options);
  const { postgres: port } = infrastructurePorts(plan);
  const directory = clusterDirectory(RUN);
  const cluster = { directory, port, password: secrets('postgres/postgres'), durable: false };
  const password = randomBytes(12).toString('hex');
  await ensureDatabase(adminUrl, { database, password });
  await offerTls(cluster, certificate);
  await demandTls(cluster, database);
  return {
    url: withDatabase(postgresUrl(cluster), database, { username: database, password }),
    adminUrl: withDatabase(adminUrl, database),
    show: (other) => offerTls(cluster, other),
    [Symbol.asyncDispose]: async () => void (await stopInfrastructure(RUN, { wipe: true })),
  };
}
