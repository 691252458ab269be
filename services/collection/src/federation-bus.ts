import { type Bus, createKafka, kafkaAccess, type Logger } from '@necips/runtime';
import type { CollectionConfig } from './config.ts';

/** The federation's Kafka as this node's account; undefined where it is not configured. */
export async function openFederationBus({ kafka }: CollectionConfig, logger: Logger): Promise<Bus | undefined> {
  if (kafka.brokers.length === 0) return undefined;
  return createKafka({ clientId: 'collection', logger, ...(await kafkaAccess(kafka)) });
}
