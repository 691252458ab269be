import {
  createPatrolEvents,
  EXCHANGE_MIGRATIONS,
  exportErasure,
  postgresRecordSource,
  Withholding,
  withheldSource,
} from '@necips/exchange';
import {
  connectPostgres,
  createGrpcServer,
  createHealth,
  createHttpServer,
  createKafka,
  createLogger,
  createMetrics,
  createTokenVerifier,
  kafkaAccess,
  type MigrationFolder,
  RUNTIME_MIGRATIONS,
  transportOf,
  watchDisk,
} from '@necips/runtime';
import { BulkLog } from './bulk-log.ts';
import { CentreKey } from './centre-key.ts';
import { withholdRestored } from './commands/restore/withhold-restored.ts';
import type { AggregationConfig } from './config.ts';
import type { Context } from './context.ts';
import { Gate } from './domain/gate.ts';
import { createEvents } from './events.ts';
import { Federation } from './federation.ts';
import { followProvince } from './follow-province.ts';
import { addChecks } from './health.ts';
import { registerRoutes } from './http/index.ts';
import { eraseDeleted } from './jobs/erase-deleted.ts';
import { watchForRestore } from './jobs/replay.ts';
import { sendCatalogue } from './jobs/send-catalogue.ts';
import { watchLatency } from './jobs/watch-latency.ts';
import { watchProgress } from './jobs/watch-progress.ts';
import { Province } from './province.ts';
import { PublicLog } from './public-log.ts';
import { listNodeStatus } from './queries/list-node-status.ts';
import { addServices } from './rpc/index.ts';
import { exportStatus } from './status-metrics.ts';
import { openPrisma } from './store/prisma.ts';

const SERVICE = 'aggregation';
const CLOSE_TIMEOUT_SECONDS = 5;

/** Everything that a database of this service is made of, in order. */
export const AGGREGATION_MIGRATIONS: MigrationFolder[] = [
  RUNTIME_MIGRATIONS,
  EXCHANGE_MIGRATIONS,
  { schema: 'public', folder: `${import.meta.dirname}/../prisma/migrations` },
];

/**
 * Starts aggregation: every enrolled province is followed, verified and applied, and the national index is served. Neither the
 * database, Kafka, the provinces nor the identity service needs to be there: it serves what it can and goes on by itself.
 */
export async function startAggregation(config: AggregationConfig, { now = Date.now } = {}): Promise<Aggregation> {
  await using starting = new AsyncDisposableStack();
  const { databaseUrl, limits, pace, repair, plaintextBeyondLoopback } = config;
  const logger = createLogger(SERVICE, config.logLevel);
  const metrics = createMetrics(SERVICE);
  const health = createHealth();
  const verifier = createTokenVerifier({ issuer: config.issuer, audience: 'necips-api' });
  const sql = connectPostgres(databaseUrl, { max: limits.connectionsMax, applicationName: SERVICE });
  starting.defer(() => sql.end({ timeout: CLOSE_TIMEOUT_SECONDS }));
  const reading = connectPostgres(databaseUrl, { max: limits.connectionsMax, applicationName: `${SERVICE}-reading` });
  starting.defer(() => reading.end({ timeout: CLOSE_TIMEOUT_SECONDS }));
  const patrolling = connectPostgres(databaseUrl, {
    max: config.patrol.connectionsMax,
    applicationName: `${SERVICE}-patrol`,
  });
  starting.defer(() => patrolling.end({ timeout: CLOSE_TIMEOUT_SECONDS }));
  const prisma = openPrisma(databaseUrl);
  starting.defer(() => prisma.$disconnect());
  const events = createEvents(metrics, logger, { now });
  const readDisk = watchDisk(reading, config.diskPaths, metrics);
  const key = config.keyFile === undefined ? undefined : await CentreKey.read(config.keyFile);
  const gates = { repairs: new Gate(repair.atOnce), proofs: new Gate(1) };
  const withholding = new Withholding();
  const context: Context = { sql, reading, prisma, key, events, limits, pace, withholding, readDisk, ...gates, now };
  // Known before anything is shown; while it cannot be asked, nothing is.
  withholding.withholdAll('尚未确认数据库是否刚从备份恢复 (not known yet whether the database was restored)');
  await withholdRestored(context).catch(() => {});
  starting.use(watchForRestore(context));

  const bus = createKafka({ clientId: SERVICE, logger, ...(await kafkaAccess(config.kafka)) });
  const { fetchBytesMax } = config.kafka;
  const patrolEvents = createPatrolEvents(metrics, logger);
  const patrol = { sql: patrolling, events: patrolEvents, pace: config.patrol, nodes: () => federation.nodes() };
  const federation: Federation = new Federation(context, (node) => {
    const bulkLog = new BulkLog(node, { repair, limits, plaintextBeyondLoopback });
    const province = new Province(node, { sql, publicLog: new PublicLog(node.logUrl), bulkLog });
    return followProvince(context, province, { bus, fetchBytesMax, patrol });
  });
  starting.use(federation);

  const catalogue = starting.use(sendCatalogue(context, bus.producer()));
  starting.use(watchProgress(context, federation));
  starting.use(watchLatency(context, federation, config.latency));
  starting.use(eraseDeleted(context, config.erasureAfterMs));
  exportErasure(metrics, reading);

  const edge = { service: SERVICE, logger, metrics, health, verifier, ...transportOf(config) };
  const http = starting.use(
    await createHttpServer({
      ...edge,
      openapi: OPENAPI,
      rateLimit: { max: config.requestsPerSecondMax, timeWindowMs: 1_000 },
    }),
  );
  const nodes = () => federation.nodes();
  const source = withheldSource(postgresRecordSource(reading), withholding);
  const latencyOf = (node: string) => federation.latencyOf(node);
  const provinceOf = (node: string) => federation.provinceOf(node);
  const startPatrol = (node: string, leavesPerSecond?: number) => federation.startPatrol(node, leavesPerSecond);
  const cataloguePublished = () => catalogue.published();
  const live = {
    source,
    nodes,
    latencyOf,
    latency: config.latency,
    provinceOf,
    patrol: config.patrol,
    erasureAfterMs: config.erasureAfterMs,
    startPatrol,
    cataloguePublished,
  };
  registerRoutes(http.app, context, live);
  exportStatus(metrics, () => listNodeStatus(context, latencyOf), now);
  const grpc = starting.use(createGrpcServer(edge));
  addServices(grpc, context, { source, nodes });
  addChecks(health, { reading, federation });

  const addresses = { http: await http.listen(config.http), grpc: await grpc.listen(config.grpc) };
  const running = starting.move();
  return { ...addresses, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** A running aggregation service. */
export interface Aggregation extends AsyncDisposable {
  http: { host: string; port: number };
  grpc: { host: string; port: number };
}

const OPENAPI = {
  title: '汇集 Aggregation',
  description:
    'The national index of subjects, and how far each province is verified. 全国市场主体查询与各节点汇集状态。',
  version: '1',
};
