import { type CatalogueEntry, canonicalJson, writeCatalogueDocument } from '@necips/domain';
import { necips } from '@necips/proto';
import { createKafka, createLogger } from '@necips/runtime';
import { type FormatDocumentJson, type LeasedNode, leaseNode, testInfrastructure } from '@necips/testbed';
import { documentDigest, makeKey, parseSignerKey, signDocument } from '@necips/tlog';

const TOPIC = 'federation.catalogue.v1';

/** A centre that publishes catalogue and formats on the real topic, and a node that hears it. */
export async function aCentre(): Promise<TestCentre> {
  await using opening = new AsyncDisposableStack();
  const infrastructure = await testInfrastructure(['kafka', 'keycloak']);
  const { node, kafkaAccounts } = opening.use(await leaseNode(infrastructure)) as LeasedNode;
  const { host, port } = infrastructure.kafka;
  const brokers = `${host}:${port}`;
  const logger = createLogger('test', 'silent');
  const bus = createKafka({ brokers: [brokers], clientId: 'test-centre', sasl: kafkaAccounts.centre, logger });
  const producer = bus.producer();
  opening.defer(() => producer.close());
  const { signerKey, verifierKey } = makeKey('necips.test/centre');
  const signer = parseSignerKey(signerKey);
  const message = (name: string, text: string, changes: Partial<necips.catalogue.v1.ICatalogueMessage> = {}) => {
    const document = Buffer.from(text);
    const note = signDocument({ header: 'necips/catalogue/v1', name, document }, signer);
    const encoded = necips.catalogue.v1.CatalogueMessage.encode({ layout: 1, name, document, note, ...changes });
    return { key: name, value: Buffer.from(encoded.finish()) };
  };
  const heard: necips.federation.v1.OutboundMessage[] = [];
  let wake = () => {};
  const consumer = bus.consumer({
    groupId: `centre.test.${node}`,
    topics: [`federation.outbound.v1.${node}`],
    fromBeginning: true,
    onBatch: async (messages) => {
      for (const { value } of messages) heard.push(necips.federation.v1.OutboundMessage.decode(value));
      wake();
    },
  });
  opening.defer(() => consumer.close());
  const opened = opening.move();
  return {
    node,
    tell: (...messages) =>
      producer.send(
        `federation.inbound.v1.${node}`,
        messages.map((each) => ({
          value: Buffer.isBuffer(each) ? each : Buffer.from(necips.federation.v1.InboundMessage.encode(each).finish()),
        })),
      ),
    next: async () => {
      for (;;) {
        const first = heard.shift();
        if (first) return first;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    settings: {
      COLLECTION_NODE: node,
      COLLECTION_KAFKA_BROKERS: brokers,
      COLLECTION_KAFKA_USERNAME: kafkaAccounts.node.username,
      COLLECTION_KAFKA_PASSWORD: kafkaAccounts.node.password,
      COLLECTION_CENTRE_KEY: verifierKey,
    },
    message,
    send: (...messages) => producer.send(TOPIC, messages),
    publish: async (version, documents = []) => {
      const texts = documents.map((document) => canonicalJson(document));
      const formats = documents.map((document, place) => {
        const { 'x-item': item, 'x-version': number } = document as unknown as {
          'x-item': string;
          'x-version': number;
        };
        const id = `${item}@${number}`;
        return { id, digest: documentDigest(Buffer.from(texts[place] ?? '')) };
      });
      const sent = formats.map(({ id }, place) => message(`format/${id}`, texts[place] ?? ''));
      const text = writeCatalogueDocument({ note: '测试', ...version, formats });
      await producer.send(TOPIC, [...sent, message(`version/${version.version}`, text)]);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export interface TestCentre extends AsyncDisposable {
  /** The node that hears it. */
  node: string;
  /** Settings of that node's collection. */
  settings: Record<string, string>;
  /** A message as the centre signs it, with these members put in the place of its own. */
  message: (
    name: string,
    text: string,
    changes?: Partial<necips.catalogue.v1.ICatalogueMessage>,
  ) => { key: string; value: Buffer };
  send: (...messages: { key: string; value: Buffer }[]) => Promise<void>;
  /** Sends to the node alone. */
  tell(...messages: (necips.federation.v1.InboundMessage.$Properties | Buffer)[]): Promise<void>;
  /** Waits for the next thing that the node says to the centre, and takes it out. */
  next(): Promise<necips.federation.v1.OutboundMessage>;
  /** Publishes a version with the formats that it brings. */
  publish(
    version: { version: number; effectiveFrom: string; entries: CatalogueEntry[] },
    documents?: FormatDocumentJson[],
  ): Promise<void>;
}
