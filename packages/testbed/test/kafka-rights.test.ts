import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bus, createKafka, createLogger, ServiceError } from '@necips/runtime';
import { type Infrastructure, leaseNode, testInfrastructure } from '../src/index.ts';

const infrastructure = await testInfrastructure(['kafka', 'keycloak']);
const EVERY_TEST_MS = 60_000;

test('a node publishes to its own topic and the centre reads it', { timeout: EVERY_TEST_MS }, async ({ signal }) => {
  await using leased = await leaseNode(infrastructure);
  const topic = `federation.published.v1.${leased.node}`;

  await send(leased.kafkaAccounts.node, topic, 'hello');

  assert.equal(
    await readOne(leased.kafkaAccounts.centre, topic, `centre.test-${crypto.randomUUID()}`, signal),
    'hello',
  );
});

test('a node may not write to the topic of another node, nor to its own inbox', {
  timeout: EVERY_TEST_MS,
}, async () => {
  await using leased = await leaseNode(infrastructure);
  await using other = await leaseNode(infrastructure);
  const foreign = [
    `federation.published.v1.${other.node}`,
    `federation.inbound.v1.${leased.node}`,
    'federation.catalogue.v1',
  ];

  for (const topic of foreign) await assert.rejects(send(leased.kafkaAccounts.node, topic, 'x'), isForbidden);
});

test('the centre writes to the inbox of a node and may not write what the node publishes', {
  timeout: EVERY_TEST_MS,
}, async ({ signal }) => {
  await using leased = await leaseNode(infrastructure);
  const { node, centre } = leased.kafkaAccounts;
  const inbox = `federation.inbound.v1.${leased.node}`;

  await send(centre, inbox, 'receipt');

  assert.equal(await readOne(node, inbox, `node.${leased.node}.test-${crypto.randomUUID()}`, signal), 'receipt');
  await assert.rejects(send(centre, `federation.published.v1.${leased.node}`, 'x'), isForbidden);
});

test('what a node sends is limited in bytes a second', { timeout: EVERY_TEST_MS }, async () => {
  await using leased = await leaseNode(infrastructure);

  const limits = await limitsOf(infrastructure, leased.kafkaAccounts.node.username);

  assert.deepEqual(Object.keys(limits).sort(), ['consumer_byte_rate', 'producer_byte_rate']);
  assert.ok(Object.values(limits).every((limit) => limit > 0 && Number.isFinite(limit)));
});

type Account = { username: string; password: string };

function connect(account: Account): Bus {
  const { host, port } = infrastructure.kafka;
  const logger = createLogger('test', 'silent');
  return createKafka({ brokers: [`${host}:${port}`], clientId: 'test', sasl: account, logger });
}

async function send(account: Account, topic: string, text: string): Promise<void> {
  const producer = connect(account).producer();
  try {
    await producer.send(topic, [{ value: Buffer.from(text) }]);
  } finally {
    await producer.close();
  }
}

async function readOne(
  account: Account,
  topic: string,
  groupId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  signal.addEventListener('abort', () => reject(new Error(`nothing came on ${topic}`)));
  const consumer = connect(account).consumer({
    groupId,
    topics: [topic],
    fromBeginning: true,
    onBatch: async ([first]) => resolve(first?.value.toString()),
  });
  try {
    return await promise;
  } finally {
    await consumer.close();
  }
}

async function limitsOf({ kafka }: Infrastructure, account: string): Promise<Record<string, number>> {
  const { Admin } = await import('@platformatic/kafka');
  const sasl = { mechanism: 'SCRAM-SHA-512' as const, username: 'admin', password: kafka.adminPassword };
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [`${kafka.host}:${kafka.port}`], sasl });
  try {
    const components = [{ entityType: 'user' as const, matchType: 0 as const, match: account }];
    const [entry] = await admin.describeClientQuotas({ components });
    return Object.fromEntries((entry?.values ?? []).map(({ key, value }) => [key, value]));
  } finally {
    await admin.close();
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'forbidden' && error.reason === 'kafka_29';
}
