import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bus, createKafka, createLogger, ServiceError } from '@necips/runtime';
import { Admin, ConfigResourceTypes } from '@platformatic/kafka';
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

test('what a node sends and asks is limited in bytes and in broker time a second', {
  timeout: EVERY_TEST_MS,
}, async () => {
  await using leased = await leaseNode(infrastructure);

  const limits = await limitsOf(infrastructure, leased.kafkaAccounts.node.username);

  assert.deepEqual(Object.keys(limits).sort(), ['consumer_byte_rate', 'producer_byte_rate', 'request_percentage']);
  assert.ok(Object.values(limits).every((limit) => limit > 0 && Number.isFinite(limit)));
});

test('what a node has sent takes a limited part of the disk, for a limited time', {
  timeout: EVERY_TEST_MS,
}, async () => {
  await using leased = await leaseNode(infrastructure);

  for (const side of ['published', 'outbound', 'inbound']) {
    const settings = await settingsOf(infrastructure, `federation.${side}.v1.${leased.node}`);
    for (const limit of ['retention.bytes', 'retention.ms', 'segment.ms']) {
      assert.ok(Number(settings[limit]) > 0, `${limit} of ${side}`);
    }
  }
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

async function settingsOf({ kafka }: Infrastructure, topic: string): Promise<Record<string, string>> {
  const admin = openAdmin(kafka);
  try {
    const resources = [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic }];
    const [described] = await admin.describeConfigs({ resources });
    return Object.fromEntries((described?.configs ?? []).map(({ name, value }) => [name, value ?? '']));
  } finally {
    await admin.close();
  }
}

async function limitsOf({ kafka }: Infrastructure, account: string): Promise<Record<string, number>> {
  const admin = openAdmin(kafka);
  try {
    const components = [{ entityType: 'user' as const, matchType: 0 as const, match: account }];
    const [entry] = await admin.describeClientQuotas({ components });
    return Object.fromEntries((entry?.values ?? []).map(({ key, value }) => [key, value]));
  } finally {
    await admin.close();
  }
}

function openAdmin({ host, port, adminPassword }: Infrastructure['kafka']): Admin {
  const sasl = { mechanism: 'SCRAM-SHA-512' as const, username: 'admin', password: adminPassword };
  return new Admin({ clientId: 'test', bootstrapBrokers: [`${host}:${port}`], sasl });
}

function isForbidden(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'forbidden' && error.reason === 'kafka_29';
}
