import { join } from 'node:path';
import {
  connectPostgres,
  createGrpcServer,
  createHealth,
  createHttpServer,
  createLogger,
  createMetrics,
  createTokenVerifier,
  findRestore,
  type MigrationFolder,
  transportOf,
  watchDisk,
} from '@necips/runtime';
import { parseVerifierKey } from '@necips/tlog';
import { PrismaPg } from '@prisma/adapter-pg';
import { admittingVerifier } from './admission.ts';
import { Catalogue } from './catalogue.ts';
import { checkSealingKey } from './commands/upload/check-sealing-key.ts';
import { checkTombstoneKey } from './commands/withdrawal/check-tombstone-key.ts';
import type { CollectionConfig } from './config.ts';
import { consumeCatalogue } from './consumers/federation-catalogue.ts';
import { consumeInbound } from './consumers/federation-inbound.ts';
import type { Context } from './context.ts';
import { createSealer } from './domain/sealing.ts';
import { createTombstoneMaker } from './domain/tombstone.ts';
import { createEvents } from './events.ts';
import { openFederationBus } from './federation-bus.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { registerRoutes } from './http/index.ts';
import { RealmAccounts, realmAccess } from './identity/realm-accounts.ts';
import { startAnswering } from './jobs/answer-transfers.ts';
import { startDirectory } from './jobs/follow-directory.ts';
import { keepLoadingCatalogue } from './jobs/load-catalogue.ts';
import { startLocating } from './jobs/locate-held.ts';
import { startWorker } from './jobs/process-submissions.ts';
import { startPulling } from './jobs/pull-connectors.ts';
import { startRecordDesk } from './jobs/record-desk.ts';
import { startRefill } from './jobs/refill.ts';
import { startTransferring } from './jobs/send-transfers.ts';
import { startSweep } from './jobs/sweep.ts';
import { startWithdrawer } from './jobs/withdraw-batches.ts';
import { PublishedCopy, publicationAccess } from './published-copy.ts';
import { Restoration } from './restoration.ts';
import { addServices } from './rpc/index.ts';

const SERVICE = 'collection';
/** Connections to PostgreSQL: the doors and the worker, and Prisma's own. */
const CONNECTIONS_MAX = 12;
const PRISMA_CONNECTIONS_MAX = 2;

/** The tables of this service. The service itself never migrates; whoever deploys it does. */
export const COLLECTION_MIGRATIONS: MigrationFolder = {
  schema: 'public',
  folder: join(import.meta.dirname, '../prisma/migrations'),
};

/** Starts the collection service (数据归集): the doors, the worker that records what came in, and the feed of what it recorded. */
export async function startCollection(config: CollectionConfig, { now = Date.now } = {}): Promise<CollectionService> {
  await using starting = new AsyncDisposableStack();
  const logger = createLogger(SERVICE, config.logLevel);
  const metrics = createMetrics(SERVICE);
  const health = createHealth();

  const sql = connectPostgres(config.databaseUrl, { max: CONNECTIONS_MAX, applicationName: SERVICE });
  starting.defer(() => sql.end({ timeout: 5 }));
  const adapter = new PrismaPg({ connectionString: config.databaseUrl, max: PRISMA_CONNECTIONS_MAX });
  const prisma = new PrismaClient({ adapter });
  starting.defer(() => prisma.$disconnect());

  const access = publicationAccess(config);
  const published = access && starting.use(new PublishedCopy(access));
  const realm = realmAccess(config);
  const catalogue = new Catalogue();
  const context = {
    node: config.node,
    sql,
    prisma,
    limits: config.limits,
    spoolDirectory: config.spoolDirectory,
    checkSwitchDate: config.checkSwitchDate,
    formats: catalogue,
    catalogue,
    events: createEvents(metrics, logger),
    sources: config.sources,
    now,
    readDisk: watchDisk(sql, config.diskPaths, metrics),
    tombstones: createTombstoneMaker(config.tombstoneKey),
    sealer: createSealer(config.sealingKey),
    uploads: { running: 0 },
    restoration: new Restoration(),
    published,
    accounts: realm && new RealmAccounts(realm),
  };
  // Mostly it was not restored, and the doors are open from the beginning.
  await findRestore(sql).then(
    (restore) => restore || context.restoration.note(undefined),
    () => {},
  );
  starting.use(keepLoadingCatalogue(context));
  const bus = await openFederationBus(config, logger);
  if (bus) {
    starting.use(startLocating(context, bus.producer()));
    starting.use(startTransferring(context, bus.producer()));
    starting.use(startAnswering(context, bus.producer()));
  }
  if (bus && config.centreKey) {
    const consumer = bus.consumer(consumeCatalogue(context, parseVerifierKey(config.centreKey)));
    starting.defer(() => consumer.close());
  }
  starting.use(startRefill(context));
  health.add('restoration', () => context.restoration.requireDone());
  const directory = starting.use(startDirectory(context));
  const hurryDirectory = () => directory.hurry();
  if (bus) {
    const inbound = bus.consumer(consumeInbound({ ...context, hurryDirectory }));
    starting.defer(() => inbound.close());
  }
  const worker = starting.use(startWorker({ ...context, hurryDirectory }, config.databaseUrl));
  const withdrawer = starting.use(startWithdrawer({ ...context, hurryDirectory }));
  starting.use(startSweep(context));
  health.add('postgres', async () => void (await sql`select 1 from submission limit 1`));
  health.add('worker', () => worker.check());
  health.add('tombstone-key', () => checkTombstoneKey(context, sql));
  health.add('sealing-key', () => checkSealingKey(context, sql));

  const doors: Context = {
    ...context,
    hurryDirectory,
    records: starting.use(startRecordDesk({ ...context, hurryDirectory })),
    wakeWorker: () => worker.wake(),
    wakeWithdrawer: () => withdrawer.wake(),
  };
  starting.use(startPulling(doors));
  const verifier = admittingVerifier(createTokenVerifier(config), context);
  const edge = { service: SERVICE, logger, metrics, health, verifier, ...transportOf(config) };
  const http = starting.use(
    await createHttpServer({
      ...edge,
      openapi: OPENAPI,
      rateLimit: { max: config.requestsPerSecondMax, timeWindowMs: 1_000 },
    }),
  );
  registerRoutes(http, doors);
  const grpc = starting.use(createGrpcServer(edge));
  addServices(grpc, doors);

  const addresses = { http: await http.listen(config.http), grpc: await grpc.listen(config.grpc) };
  const running = starting.move();
  return { ...addresses, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

export interface CollectionService extends AsyncDisposable {
  http: { host: string; port: number };
  grpc: { host: string; port: number };
}

const OPENAPI = {
  title: '数据归集 Collection',
  description:
    '省级节点的批量导入入口：提交、批次、行错误报告、取消与撤回。 A province’s front door for bulk import (M§8).',
  version: '1.0.0',
};
