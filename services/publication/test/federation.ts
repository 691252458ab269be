import { necips } from '@necips/proto';
import { type Bus, createKafka, createLogger, type IncomingMessage } from '@necips/runtime';
import { leaseNode, testInfrastructure, until } from '@necips/testbed';

/** A real Kafka with a node's topics that no other test uses, seen from the centre's side. */
export async function joinFederation(): Promise<Federation> {
  const infrastructure = await testInfrastructure(['kafka', 'keycloak']);
  const lease = await leaseNode(infrastructure);
  const { node, kafkaAccounts } = lease;
  const brokers = `${infrastructure.kafka.host}:${infrastructure.kafka.port}`;
  const logger = createLogger('test-centre', 'silent');
  const bus = createKafka({ brokers: [brokers], clientId: 'test-centre', sasl: kafkaAccounts.centre, logger });
  const received: IncomingMessage[] = [];
  const consumer = bus.consumer({
    groupId: `centre.aggregation.${node}`,
    topics: [`federation.published.v1.${node}`],
    fromBeginning: true,
    onBatch: async (messages) => void received.push(...messages),
  });
  const producer = bus.producer();
  return {
    node,
    bus,
    settings: {
      NODE: node,
      KAFKA_BROKERS: brokers,
      KAFKA_USERNAME: kafkaAccounts.node.username,
      KAFKA_PASSWORD: kafkaAccounts.node.password,
    },
    batches: async (count) => {
      await until(async () => received.length >= count);
      return received.map(({ value }) => necips.federation.v1.PublishedBatch.decode(value));
    },
    sendReceipt: async (receipt) => {
      const content = necips.federation.v1.InboundMessage.encode({
        receipt: { node, generation: 1, ...receipt },
      }).finish();
      await producer.send(`federation.inbound.v1.${node}`, [{ key: node, value: Buffer.from(content) }]);
    },
    sendNotice: async (notice) => {
      const content = necips.federation.v1.InboundMessage.encode({
        notice: { node, generation: 1, ...notice },
      }).finish();
      await producer.send(`federation.inbound.v1.${node}`, [{ key: node, value: Buffer.from(content) }]);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([consumer.close(), producer.close()]);
      await lease[Symbol.asyncDispose]();
    },
  };
}

export interface Federation extends AsyncDisposable {
  node: string;
  bus: Bus;
  /** Settings of the node's publication. */
  settings: Record<string, string>;
  /** Waits until that many messages have come from the node, and returns all of them. */
  batches(count: number): Promise<necips.federation.v1.PublishedBatch[]>;
  sendNotice(notice: necips.federation.v1.Notice.$Properties): Promise<void>;
  sendReceipt(receipt: {
    verifiedSize: number;
    root: Uint8Array;
    verifiedAtMs: number;
    cosignedCheckpoint?: string;
  }): Promise<void>;
}
