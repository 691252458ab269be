import { type CanonicalValue, type CatalogueEntry, canonicalJson, writeCatalogueDocument } from '@necips/domain';
import { necips } from '@necips/proto';
import { createKafka, createLogger } from '@necips/runtime';
import { type LeasedNode, leaseNode, testInfrastructure } from '@necips/testbed';
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
    documents?: FormatJson[],
  ): Promise<void>;
}

type FormatJson = { readonly [member: string]: CanonicalValue };

/** An entry of the catalogue for an item that no release knows. */
export function anEntry(changes: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return {
    item: 'ZZT',
    name: '测试信息',
    category: '测试',
    legalBasis: '《测试办法》第一条',
    providers: [{ name: '各政府部门' }],
    publish: 'yes',
    shareScope: '各级政府部门',
    updateCycle: '实时',
    provideWorkingDays: 7,
    publishWorkingDays: 20,
    channels: ['import', 'interface'],
    needsReview: false,
    format: 'ZZT@1',
    ...changes,
  };
}

/** The format of that item. */
export function aFormat({ version = 1, fields = {} }: { version?: number; fields?: FormatJson } = {}): FormatJson {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://necips.local/formats/ZZT@${version}`,
    title: '测试信息',
    description: '只用于测试的信息。',
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { type: 'string', title: '名称', description: '主体名称', maxLength: 200, 'x-kind': 'text' },
      uscc: { type: 'string', title: '统一社会信用代码', description: '主体的代码', maxLength: 18, 'x-kind': 'uscc' },
      number: { type: 'string', title: '文号', description: '文书编号', maxLength: 100, 'x-kind': 'text' },
      producedOn: { type: 'string', title: '日期', description: '产生日期', 'x-kind': 'date' },
      ...fields,
    },
    required: ['name', 'uscc', 'number', 'producedOn'],
    'x-item': 'ZZT',
    'x-version': version,
    'x-category': '测试',
    'x-legalBasis': ['《测试办法》第一条'],
    'x-subject': { name: 'name', uscc: 'uscc' },
    'x-businessKey': ['number'],
    'x-producedOn': 'producedOn',
    'x-terms': { provideWorkingDays: 7, publishWorkingDays: 20 },
    'x-supersededBody': 'kept_for_taking_back',
  };
}
