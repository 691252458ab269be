import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { leaseNode, produceMessages, testInfrastructure, until } from '@necips/testbed';
import {
  type Bus,
  createKafka,
  createLogger,
  currentTraceId,
  type IncomingMessage,
  startTelemetry,
  withTraceparent,
} from '../src/index.ts';

const infrastructure = await testInfrastructure(['kafka', 'keycloak']);
const logger = createLogger('test', 'silent');
const TRACE = '0af7651916cd43dd8448eb211c80319c';

test('what is sent is read once, in order, however many send at once', async () => {
  await using node = await leaseNode(infrastructure);
  const topic = `federation.published.v1.${node.node}`;
  const producer = busOf(node.kafkaAccounts.node).producer();
  await Promise.all(
    Array.from({ length: 50 }, (_, batch) =>
      producer.send(
        topic,
        [0, 1].map((part) => ({ key: node.node, value: Buffer.from(String(batch * 2 + part)) })),
      ),
    ),
  );
  const values = await read(busOf(node.kafkaAccounts.centre), topic, `centre.test.${node.node}`, 100);
  await producer.close();
  assert.deepEqual(values.map(Number), [...Array(100).keys()]);
});

test('a batch that cannot be handled is handed over again, and nothing after it overtakes it', async () => {
  await using node = await leaseNode(infrastructure);
  const topic = `federation.published.v1.${node.node}`;
  const producer = busOf(node.kafkaAccounts.node).producer();
  await producer.send(topic, [{ value: Buffer.from('first') }]);
  await producer.send(topic, [{ value: Buffer.from('second') }]);
  let refusals = 2;
  const values = await read(busOf(node.kafkaAccounts.centre), topic, `centre.test.${node.node}`, 2, () => {
    if (refusals-- > 0) throw new Error('not yet');
  });
  await producer.close();
  assert.deepEqual(values, ['first', 'second']);
});

test('what cannot be decoded is handed over as such, takes no memory, and what follows it is read', async () => {
  await using node = await leaseNode(infrastructure);
  const topic = `federation.published.v1.${node.node}`;
  const { host, port } = infrastructure.kafka;
  const account = { host, port, ...node.kafkaAccounts.node };
  const send = (values: Uint8Array[]) => produceMessages(account, topic, values);
  await send([Buffer.from('first')]);
  await send([Buffer.alloc(96 * 1024 * 1024)]);
  await send(Array.from({ length: 150_000 }, () => Buffer.from('x')));
  for (let bomb = 0; bomb < 5; bomb++) await send([Buffer.alloc(40 * 1024 * 1024)]);
  await send([Buffer.from('last')]);

  const messages = await readMessages(busOf(node.kafkaAccounts.centre), topic, `centre.test.${node.node}`, (message) =>
    message.value.equals(Buffer.from('last')),
  );

  const seen = messages.map(({ fault, value }) => (fault === undefined ? value.length : 'undecodable'));
  assert.deepEqual(seen, [5, 'undecodable', 'undecodable', ...Array(5).fill(40 * 1024 * 1024), 4]);
  const faults = messages.filter(({ fault }) => fault !== undefined);
  assert.deepEqual(
    faults.map(({ offset }) => offset),
    [1, 150_001],
    'each stands where its batch ended',
  );
  assert.ok(faults.every(({ value }) => value.length < 1024 * 1024));
});

test('an answer that is far larger decompressed is taken in parts', async () => {
  await using node = await leaseNode(infrastructure);
  const topic = `federation.published.v1.${node.node}`;
  const { host, port } = infrastructure.kafka;
  for (let batch = 0; batch < 6; batch++) {
    const values = Array.from({ length: 60_000 }, () => Buffer.from('x'));
    await produceMessages({ host, port, ...node.kafkaAccounts.node }, topic, values);
  }
  let most = 0;

  const messages = await readMessages(
    busOf(node.kafkaAccounts.centre),
    topic,
    `centre.test.${node.node}`,
    ({ offset }) => offset === 359_999,
    (together) => {
      most = Math.max(most, together);
    },
  );

  assert.equal(messages.length, 360_000);
  assert.ok(most <= 120_000, `${most} together`);
});

test("a node may not write to another node's topic", async () => {
  await using own = await leaseNode(infrastructure);
  await using other = await leaseNode(infrastructure);
  const producer = busOf(own.kafkaAccounts.node).producer();
  const sent = producer.send(`federation.published.v1.${other.node}`, [{ value: Buffer.from('x') }]);
  await assert.rejects(sent, { code: 'forbidden', reason: 'kafka_29' });
  await producer.close();
});

test('what is handled continues the trace of what was sent', async () => {
  const collector = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const telemetry = await startTelemetry('test', {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_TRACES_SAMPLER_ARG: '1',
  });
  await using node = await leaseNode(infrastructure);
  const topic = `federation.published.v1.${node.node}`;
  const producer = busOf(node.kafkaAccounts.node).producer();
  await withTraceparent(`00-${TRACE}-b7ad6b7169203331-01`, () => producer.send(topic, [{ value: Buffer.from('x') }]));
  let seen: string | undefined;
  await read(busOf(node.kafkaAccounts.centre), topic, `centre.test.${node.node}`, 1, () => {
    seen = currentTraceId();
  });
  await producer.close();
  await telemetry[Symbol.asyncDispose]();
  collector.close();
  assert.equal(seen, TRACE);
});

function busOf(account: { username: string; password: string }): Bus {
  const { host, port } = infrastructure.kafka;
  return createKafka({ brokers: [`${host}:${port}`], clientId: account.username, sasl: account, logger });
}

test('a member that its group has given up joins again and goes on, also where its clock was set back meanwhile', async (t) => {
  await using node = await leaseNode(infrastructure);
  const topic = `federation.published.v1.${node.node}`;
  const groupId = `centre.test.${node.node}`;
  const producer = busOf(node.kafkaAccounts.node).producer();
  await producer.send(topic, [{ value: Buffer.from('first') }]);
  const handled: string[] = [];
  const consumer = busOf(node.kafkaAccounts.centre).consumer({
    groupId,
    topics: [topic],
    fromBeginning: true,
    async onBatch(messages) {
      if (handled.length === 0) {
        // It is busy for so long that another one gets its partition.
        const other = busOf(node.kafkaAccounts.centre).consumer({
          groupId,
          topics: [topic],
          fromBeginning: true,
          onBatch: async () => {},
        });
        await other.ready;
        await other.close();
        const now = Date.now.bind(Date);
        t.mock.method(Date, 'now', () => now() - 3_600_000);
      }
      handled.push(...messages.map(({ value }) => value.toString()));
    },
  });
  await until(async () => handled.length > 0);

  await producer.send(topic, [{ value: Buffer.from('second') }]);
  await until(async () => handled.includes('second'));
  await Promise.all([consumer.close(), producer.close()]);
});

test('what is closed while it connects leaves no connection behind', async () => {
  await using node = await leaseNode(infrastructure);
  const topic = `federation.published.v1.${node.node}`;
  const before = connections();
  // While it connects, while it joins its group, and afterwards.
  for (const afterMs of [0, 20, 35, 60, 100, 1_500]) {
    const producer = busOf(node.kafkaAccounts.node).producer();
    const sent = producer.send(topic, [{ value: Buffer.from('late') }]).catch(() => {});
    const groupId = `centre.test.${node.node}`;
    const consumer = busOf(node.kafkaAccounts.centre).consumer({
      groupId,
      topics: [topic],
      fromBeginning: true,
      onBatch: async () => {},
    });
    await delay(afterMs);
    await Promise.all([producer.close(), consumer.close(), sent]);
  }
  await until(async () => connections() <= before);
});

/** Connections that are open in this process. */
function connections(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

/** Reads until a message is the last, and tells of each batch how many there are. */
async function readMessages(
  bus: Bus,
  topic: string,
  groupId: string,
  isLast: (message: IncomingMessage) => boolean,
  tell = (_together: number) => {},
): Promise<IncomingMessage[]> {
  const read: IncomingMessage[] = [];
  const complete = Promise.withResolvers<void>();
  const onBatch = async (messages: IncomingMessage[]) => {
    tell(messages.length);
    for (const message of messages) read.push(message);
    if (messages.some(isLast)) complete.resolve();
  };
  const consumer = bus.consumer({ groupId, topics: [topic], fromBeginning: true, onBatch });
  await complete.promise;
  await consumer.close();
  return read;
}

/** Reads until so many messages were handled. */
async function read(bus: Bus, topic: string, groupId: string, wanted: number, check = () => {}): Promise<string[]> {
  const values: string[] = [];
  const complete = Promise.withResolvers<void>();
  const onBatch = async (messages: IncomingMessage[]) => {
    check();
    values.push(...messages.map(({ value }) => value.toString()));
    if (values.length >= wanted) complete.resolve();
  };
  const consumer = bus.consumer({ groupId, topics: [topic], fromBeginning: true, onBatch });
  await complete.promise;
  await consumer.close();
  return values;
}
