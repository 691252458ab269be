import type { KafkaAdmin } from './admin.ts';

/**
 * Kafka is transit, not archive: a message goes a day after it came, whether or not the centre has read it, because the province still
 * has it. What a topic holds goes by whole segments, so these are short; a province's heartbeats roll those of an idle topic.
 * `retention.bytes` bounds the disk that one province's flood can take.
 */
export const TRANSIT_SETTINGS = {
  'retention.ms': String(24 * 3600 * 1000),
  'retention.bytes': String(4 * 1024 ** 3),
  'segment.ms': String(10 * 60 * 1000),
  'file.delete.delay.ms': '1000',
  'compression.type': 'producer',
} as const;
/** What one node may take of a broker. */
const NODE_QUOTA = {
  bytesPerSecond: 32 * 1024 * 1024,
  /** Of the time of one of the broker's threads: many small requests cost more than their bytes. */
  requestPercentage: 100,
};
const CATALOGUE = 'federation.catalogue.v1';

/** Kafka account of the centre. */
export const CENTRE_ACCOUNT = 'centre';

/** Kafka account of a node. */
export function nodeAccount(node: string): string {
  return `node-${node}`;
}

/** The topics that exist for one node: two that it writes, one that the centre writes. */
export function nodeTopics(node: string): string[] {
  return ['published', 'outbound', 'inbound'].map((side) => `federation.${side}.v1.${node}`);
}

/**
 * What the centre owns: its account, and the catalogue topic that every node follows. It reads what nodes publish and writes
 * to their inboxes (design §5).
 */
export async function enrolCentreInKafka(admin: KafkaAdmin, password: string): Promise<void> {
  const account = CENTRE_ACCOUNT;
  await admin.setAccount(account, password);
  await admin.ensureTopic(CATALOGUE, { 'cleanup.policy': 'compact' });
  await admin.allow([
    { account, topic: 'federation.published.v1.', prefixed: true, operations: ['READ', 'DESCRIBE'] },
    { account, topic: 'federation.outbound.v1.', prefixed: true, operations: ['READ', 'DESCRIBE'] },
    { account, topic: 'federation.inbound.v1.', prefixed: true, operations: ['WRITE', 'DESCRIBE'] },
    { account, topic: CATALOGUE, operations: ['READ', 'WRITE', 'DESCRIBE'] },
    { account, group: 'centre.', prefixed: true, operations: ['READ', 'DESCRIBE'] },
  ]);
}

/** A node's account, topics, rights and byte quotas. It touches its own topics only, each written by one side. */
export async function enrolNodeInKafka(admin: KafkaAdmin, node: string, password: string): Promise<void> {
  const account = nodeAccount(node);
  await admin.setAccount(account, password);
  for (const topic of nodeTopics(node)) await admin.ensureTopic(topic, TRANSIT_SETTINGS);
  await admin.allow([
    { account, topic: `federation.published.v1.${node}`, operations: ['WRITE', 'DESCRIBE'] },
    { account, topic: `federation.outbound.v1.${node}`, operations: ['WRITE', 'DESCRIBE'] },
    { account, topic: `federation.inbound.v1.${node}`, operations: ['READ', 'DESCRIBE'] },
    { account, topic: CATALOGUE, operations: ['READ', 'DESCRIBE'] },
    { account, group: `node.${node}.`, prefixed: true, operations: ['READ', 'DESCRIBE'] },
  ]);
  await admin.limit(account, NODE_QUOTA);
}
