import { migrate } from '@necips/runtime';
import { databaseName, type LocalFederation, serviceMigrations } from '@necips/testbed';
import { bareInsert, type Third } from './bare.ts';
import { openDatabase, temporaryDatabase } from './databases.ts';

const COPY_TABLES: Third['tables'] = [
  { name: 'exchange.record', order: 'leaf_index' },
  { name: 'exchange.record_content', order: 'leaf_index' },
  { name: 'exchange.subject', order: 'leaf_index' },
  { name: 'exchange.log_batch', order: 'first_index' },
];

const THIRDS = [
  {
    service: 'collection',
    central: false,
    tables: [
      { name: 'public.record_version', order: 'sequence' },
      { name: 'public.record_version_content', order: 'sequence' },
    ],
  },
  { service: 'publication', central: false, tables: COPY_TABLES },
  { service: 'aggregation', central: true, tables: COPY_TABLES },
] as const;

/**
 * What the tables and indexes alone cost: the rows that the federation now holds of one node, written once more into empty
 * tables. `rowsPerSecond` is of one process that does the three thirds one after the other.
 */
export async function bareRates(federation: LocalFederation, node: string): Promise<Record<string, number>> {
  const rates: Record<string, number> = {};
  for (const { service, central, tables } of THIRDS) {
    const source = openDatabase(federation, databaseName(central ? '100000' : node, service));
    try {
      await using target = await temporaryDatabase(federation, `bare_${service}`);
      await migrate(target.url, serviceMigrations(service));
      await target.sql.unsafe(PARTITIONS[service](node));
      rates[service] = Math.round(await bareInsert({ source, target: target.sql, tables: [...tables], node }));
    } finally {
      await source.end();
    }
  }
  const secondsARow = Object.values(rates).reduce((total, rate) => total + 1 / rate, 0);
  return { ...rates, rowsPerSecond: Math.round(1 / secondsARow) };
}

const copyPartitions = (node: string) => `
  create table exchange.record_${node} partition of exchange.record for values in ('${node}');
  create table exchange.record_content_${node} partition of exchange.record_content for values in ('${node}');`;

const PARTITIONS = { collection: () => 'select 1', publication: copyPartitions, aggregation: copyPartitions };
