import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PublishedBatch, Withholding } from '@necips/exchange';
import {
  connectPostgres,
  createLogger,
  createMetrics,
  type IncomingMessage,
  type Metrics,
  type Sql,
  watchDisk,
} from '@necips/runtime';
import { createTestDatabase } from '@necips/testbed';
import { BulkLog } from '../src/bulk-log.ts';
import { CentreKey } from '../src/centre-key.ts';
import { receiveMessages } from '../src/commands/batches/receive-messages.ts';
import { enrolNode } from '../src/commands/enrol-node.ts';
import { type AggregationConfig, readAggregationConfig } from '../src/config.ts';
import type { Context } from '../src/context.ts';
import { Gate } from '../src/domain/gate.ts';
import { createEvents } from '../src/events.ts';
import { AGGREGATION_MIGRATIONS } from '../src/index.ts';
import { Province } from '../src/province.ts';
import { PublicLog } from '../src/public-log.ts';
import { openPrisma } from '../src/store/prisma.ts';
import type { TestProvince } from './province.ts';
import { type Served, serveProvince } from './serve-province.ts';

/** The commands and queries of the centre on a database of their own, without Kafka; closes with the scope. */
export interface TestCentre extends AsyncDisposable {
  context: Context;
  config: AggregationConfig;
  sql: Sql;
  databaseUrl: string;
  metrics: Metrics;
  /** Serves the province and enrols it. */
  enrol(province: TestProvince): Promise<Enrolled>;
  /** The same province as another process would hold it. */
  reopen(enrolled: Enrolled): Enrolled;
}

/** A province that is served and enrolled. */
export interface Enrolled {
  province: Province;
  served: Served;
  /** Hands messages over as the consumer does. */
  receive: (...contents: (PublishedBatch | Uint8Array | IncomingMessage)[]) => Promise<unknown>;
}

/** Opens a centre; `env` overrides settings. */
export async function openCentre(env: Record<string, string> = {}): Promise<TestCentre> {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await createTestDatabase(AGGREGATION_MIGRATIONS));
  const secretsFile = join(tmpdir(), `necips-repair-secrets-${process.pid}.json`);
  await writeFile(secretsFile, JSON.stringify({ '330000': 's', '440000': 's' }), { mode: 0o600 });
  const config = readAggregationConfig({
    AGGREGATION_HTTP_PORT: '0',
    AGGREGATION_GRPC_PORT: '0',
    AGGREGATION_DATABASE_URL: database.url,
    AGGREGATION_ISSUER: 'http://127.0.0.1:1/realms/centre',
    AGGREGATION_KAFKA_BROKERS: '127.0.0.1:1',
    AGGREGATION_REPAIR_SECRETS_FILE: secretsFile,
    ...env,
  });
  const sql = connectPostgres(database.url, { max: 4, applicationName: 'test' });
  opening.defer(() => sql.end({ timeout: 5 }));
  const prisma = openPrisma(database.url);
  opening.defer(() => prisma.$disconnect());
  const metrics = createMetrics('aggregation');
  const events = createEvents(metrics, createLogger('aggregation', 'silent'));
  const { limits, pace, repair } = config;
  const context: Context = {
    sql,
    reading: sql,
    prisma,
    events,
    limits,
    pace,
    withholding: new Withholding(),
    readDisk: watchDisk(sql, [], metrics),
    key: config.keyFile === undefined ? undefined : await CentreKey.read(config.keyFile),
    repairs: new Gate(repair.atOnce),
    proofs: new Gate(1),
    now: Date.now,
  };

  const running = opening.move();
  const open = (node: Province['node'], testProvince: TestProvince, served: Served): Enrolled => {
    const bulkLog = running.use(new BulkLog(node, { repair, limits, plaintextBeyondLoopback: false }));
    const province = new Province(node, { sql, publicLog: new PublicLog(node.logUrl), bulkLog });
    const signal = new AbortController().signal;
    return {
      province,
      served,
      receive: (...contents) => {
        const messages = contents.map((content) => ('topic' in content ? content : testProvince.message(content)));
        return province.exclusive(() => receiveMessages(context, province, messages, signal));
      },
    };
  };
  const provinces = new Map<Province, TestProvince>();
  return {
    context,
    config,
    sql,
    databaseUrl: database.url,
    metrics,
    async enrol(testProvince) {
      const served = running.use(await serveProvince(testProvince));
      const { logUrl, logServiceAddress, tokenUrl } = served;
      const { node: code, origin: logOrigin, verifierKey: logKey } = testProvince;
      const node = { code, logOrigin, logKey, logUrl, logServiceAddress, tokenUrl };
      await enrolNode(context, node, 'admin');
      const enrolled = open({ ...node, name: '测试' }, testProvince, served);
      provinces.set(enrolled.province, testProvince);
      return enrolled;
    },
    reopen({ province, served }) {
      return open(province.node, provinces.get(province) as TestProvince, served);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
