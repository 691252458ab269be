import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { leaseNode, testInfrastructure } from '@necips/testbed';
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
