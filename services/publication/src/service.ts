import { createPatrolEvents, EXCHANGE_MIGRATIONS, exportErasure, keepPatrolling, Withholding } from '@necips/exchange';
import { FeedService } from '@necips/proto';
import {
  connectPostgres,
  createGrpcClient,
  createGrpcServer,
  createHealth,
  createHttpServer,
  createKafka,
  createLogger,
  createMetrics,
  createTokenSource,
  createTokenVerifier,
  findRestore,
  kafkaAccess,
  type MigrationFolder,
  RUNTIME_MIGRATIONS,
  transportOf,
  watchDisk,
} from '@necips/runtime';
import { CentreLog, centreAccess } from './centre-log.ts';
import type { PublicationConfig } from './config.ts';
import { followCollection } from './consumers/collection-feed.ts';
import { followWithdrawals } from './consumers/collection-withdrawals.ts';
import { consumeInbound } from './consumers/federation-inbound.ts';
import type { Context } from './context.ts';
import { createEvents } from './events.ts';
import { FeedHead } from './feed-head.ts';
import { addChecks } from './health.ts';
import { registerRoutes } from './http/index.ts';
import { carryOverWhenBegun } from './jobs/carry-over.ts';
import { eraseDeleted } from './jobs/erase-deleted.ts';
import { refillWhenBehind } from './jobs/refill.ts';
import { relayLog } from './jobs/relay.ts';
import { KeyFiles } from './key-files.ts';
import { patrolledLog } from './patrolled-log.ts';
import { addServices } from './rpc/index.ts';
import { Sequencer } from './sequencer.ts';
import { ServedLog } from './served-log.ts';
import { exportStatus } from './status-metrics.ts';
import { findCarryOver } from './store/carry-over.ts';
import { readSignedMark } from './store/signed-mark.ts';

const SERVICE = 'publication';

/** Everything that a database of this service is made of, in order. */
export const PUBLICATION_MIGRATIONS: MigrationFolder[] = [
  RUNTIME_MIGRATIONS,
  EXCHANGE_MIGRATIONS,
  { schema: 'public', folder: `${import.meta.dirname}/../prisma/migrations` },
];

/**
 * Starts publication: the province's log and what the public may read. Neither the database, collection, Kafka nor the
 * identity service needs to be there, nor the log's key: it serves what it can and goes on by itself when they are. Throws where
 * the configuration cannot work: the key of another log.
 */
export async function startPublication(config: PublicationConfig, { now = Date.now } = {}): Promise<Publication> {
  await using starting = new AsyncDisposableStack();
  const keyFiles = new KeyFiles(config.log);
  await requireKeyOfLog(keyFiles, config.log);

  const logger = createLogger(SERVICE, config.logLevel);
  const metrics = createMetrics(SERVICE);
  const health = createHealth();
  const verifier = createTokenVerifier({ issuer: config.issuer, audience: 'necips-api' });
  const sql = connectPostgres(config.databaseUrl, { max: 4, applicationName: SERVICE });
  starting.defer(() => sql.end({ timeout: CLOSE_TIMEOUT_SECONDS }));
  const reading = connectPostgres(config.databaseUrl, { max: 6, applicationName: `${SERVICE}-reading` });
  starting.defer(() => reading.end({ timeout: CLOSE_TIMEOUT_SECONDS }));
  const events = createEvents(metrics, logger);
  const { node } = config;
  const { stateFile } = config.log;
  const access = centreAccess(config);
  const centre = access && starting.use(new CentreLog(node, access));
  const withholding = new Withholding();
  const log = { keyFiles, stateFile, served: new ServedLog() };
  const live = { feedHead: new FeedHead(), readDisk: watchDisk(reading, config.diskPaths, metrics) };
  const context: Context = { node, sql, reading, ...log, ...live, centre, withholding, events, now };
  exportStatus(metrics, context);
  // Whether it was restored is known before anything is shown; while that cannot be asked, nothing is.
  const isRestored = await Promise.all([findRestore(sql), findCarryOver(sql)]).then(
    ([restore, carrying]) => restore !== undefined || carrying?.awaitsFeed === true,
    () => true,
  );
  if (isRestored) withholding.withhold(node, '数据库刚从备份恢复，撤下的内容尚未重放 (restored from a backup)');

  const edge = { service: SERVICE, logger, metrics, health, verifier, ...transportOf(config) };
  const http = starting.use(
    await createHttpServer({
      ...edge,
      openapi: OPENAPI,
      rateLimit: { max: config.requestsPerSecondMax, timeWindowMs: 1_000 },
    }),
  );
  const patrolling = connectPostgres(config.databaseUrl, { max: 2, applicationName: `${SERVICE}-patrol` });
  starting.defer(() => patrolling.end({ timeout: CLOSE_TIMEOUT_SECONDS }));
  const patrol = starting.use(
    keepPatrolling(
      {
        sql: patrolling,
        log: patrolledLog({ ...context, sql: patrolling }),
        events: createPatrolEvents(metrics, logger),
      },
      config.patrol,
    ),
  );
  const sequencer = new Sequencer(context);
  registerRoutes(http.app, context, { sequencer, patrol, erasureAfterMs: config.erasureAfterMs });
  const grpc = starting.use(createGrpcServer(edge));
  addServices(grpc, context);

  const { address, caFile, ...credentials } = config.collection;
  const feed = createGrpcClient(FeedService, {
    address,
    token: createTokenSource(credentials),
    plaintextBeyondLoopback: config.plaintextBeyondLoopback,
    ...(caFile && { tls: { caFile } }),
  });
  starting.use(feed);
  const limits = { leavesMax: config.log.batchLeavesMax, bytesMax: config.log.batchBytesMax };
  const follower = starting.use(followCollection({ ...context, sequencer, feed, limits }));
  starting.use(followWithdrawals({ ...context, sequencer, feed }));
  starting.use(refillWhenBehind({ ...context, sequencer }));
  starting.use(carryOverWhenBegun({ ...context, sequencer, limits }));

  starting.use(eraseDeleted(context, config.erasureAfterMs));
  exportErasure(metrics, reading);

  const bus = createKafka({ clientId: `${SERVICE}-${node}`, logger, ...(await kafkaAccess(config.kafka)) });
  const relay = starting.use(
    relayLog({ ...context, producer: bus.producer(), heartbeatIntervalMs: config.kafka.heartbeatIntervalMs }),
  );
  const inbound = bus.consumer(consumeInbound(context));
  starting.defer(() => inbound.close());

  addChecks(health, { reading, served: context.served, follower, relay, inbound });
  const addresses = { http: await http.listen(config.http), grpc: await grpc.listen(config.grpc) };
  const running = starting.move();
  return { ...addresses, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** A running publication service. */
export interface Publication extends AsyncDisposable {
  http: { host: string; port: number };
  grpc: { host: string; port: number };
}

/** A later generation of the log has another name than the first; the mark of what was signed bears it. */
async function requireKeyOfLog(keyFiles: KeyFiles, { stateFile }: PublicationConfig['log']): Promise<void> {
  const [keys, mark] = [await keyFiles.all(), await readSignedMark(stateFile)];
  const [key] = keys;
  if (!key || !mark || keys.some(({ signer }) => signer.name === mark.origin)) return;
  throw new Error(`the key ${key.signer.name} is not that of the log ${mark.origin}`);
}

const CLOSE_TIMEOUT_SECONDS = 5;

const OPENAPI = {
  title: '公示 Publication',
  description:
    "A province's public reading: its subjects, and its transparency log. 省级节点公示接口：市场主体查询与透明日志。",
  version: '1',
};
