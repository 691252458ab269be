import { readFile } from 'node:fs/promises';
import { type Bus, createKafka, type Logger } from '@necips/runtime';
import type { CollectionConfig } from './config.ts';

/** The federation's Kafka as this node's account; undefined where it is not configured. */
export async function openFederationBus({ kafka }: CollectionConfig, logger: Logger): Promise<Bus | undefined> {
  const { brokers, username, password, caFile } = kafka;
  if (brokers.length === 0) return undefined;
  return createKafka({
    clientId: 'collection',
    brokers,
    logger,
    ...(username && password && { sasl: { username, password } }),
    ...(caFile && { tls: { ca: [await readFile(caFile, 'utf8')] } }),
  });
}
