import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { necips } from '@necips/proto';
import { type Bus, createKafka, createLogger } from '@necips/runtime';
import {
  clientSecretName,
  createTestDatabase,
  fetchClientToken,
  type Infrastructure,
  type KafkaAccess,
  type LeasedNode,
  leaseNode,
  nodeClientId,
  testInfrastructure,
} from '@necips/testbed';
import { AGGREGATION_MIGRATIONS, type Aggregation, readAggregationConfig, startAggregation } from '../src/index.ts';
import { TestProvince } from './province.ts';
import { type Served, serveProvince } from './serve-province.ts';

/** Real PostgreSQL, Kafka and Keycloak, and provinces whose topics no other test uses; closes with the scope. */
export class ServiceBed implements AsyncDisposable {
  readonly infrastructure: Infrastructure;
  readonly databaseUrl: string;
  readonly #running: AsyncDisposableStack;
  #centreAccount = { username: '', password: '' };

  private constructor(infrastructure: Infrastructure, databaseUrl: string, running: AsyncDisposableStack) {
    this.infrastructure = infrastructure;
    this.databaseUrl = databaseUrl;
    this.#running = running;
  }

  static async open(): Promise<ServiceBed> {
    const infrastructure = await testInfrastructure(['kafka', 'keycloak']);
    const running = new AsyncDisposableStack();
    const database = running.use(await createTestDatabase(AGGREGATION_MIGRATIONS));
    return new ServiceBed(infrastructure, database.url, running);
  }

  /** A province with a node, a Kafka account and topics of its own, served but not enrolled at the centre. */
  async openProvince(): Promise<BedProvince> {
    const lease = this.#running.use(await leaseNode(this.infrastructure));
    this.#centreAccount = lease.kafkaAccounts.centre;
    const province = new TestProvince(lease.node);
    const served = this.#running.use(await serveProvince(province));
    return new BedProvince(province, served, this.#bus(lease), this.#running);
  }

  /** Starts the service itself; `env` overrides settings. */
  async start(env: Record<string, string> = {}): Promise<RunningCentre> {
    const settings = { ...(await this.environment()), AGGREGATION_LOG_LEVEL: 'silent', ...env };
    return new RunningCentre(await startAggregation(readAggregationConfig(settings)));
  }

  /** The settings of a service on this bed, as environment variables. */
  async environment(): Promise<Record<string, string>> {
    const secretsFile = join(tmpdir(), `necips-repair-secrets-${process.pid}.json`);
    await writeFile(secretsFile, JSON.stringify(Object.fromEntries(ALL_CODES.map((code) => [code, 's']))), {
      mode: 0o600,
    });
    const { keycloak, kafka } = this.infrastructure;
    return {
      AGGREGATION_HTTP_PORT: '0',
      AGGREGATION_GRPC_PORT: '0',
      AGGREGATION_DATABASE_URL: this.databaseUrl,
      AGGREGATION_ISSUER: `${keycloak.url}/realms/centre`,
      AGGREGATION_KAFKA_BROKERS: `${kafka.host}:${kafka.port}`,
      AGGREGATION_KAFKA_USERNAME: this.#centreAccount.username,
      AGGREGATION_KAFKA_PASSWORD: this.#centreAccount.password,
      AGGREGATION_REPAIR_SECRETS_FILE: secretsFile,
      AGGREGATION_NODES_POLL_MS: '60000',
      AGGREGATION_CHECKPOINT_INTERVAL_MS: '200',
      AGGREGATION_CATCH_UP_AFTER_MS: '500',
    };
  }

  /** An access token of the centre's realm for a role. */
  token(role: string): Promise<string> {
    const { keycloak, secrets } = this.infrastructure;
    const client = `${role}-cli`;
    return fetchClientToken(keycloak.url, 'centre', client, secrets(clientSecretName('centre', client)));
  }

  /** An access token of a province's account in the centre's realm. */
  nodeToken(node: string): Promise<string> {
    const { keycloak, secrets } = this.infrastructure;
    const client = nodeClientId(node);
    return fetchClientToken(keycloak.url, 'centre', client, secrets(clientSecretName('centre', client)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running.disposeAsync();
  }

  /** The broker's super user, who may do to a topic what an attacker or an accident does. */
  get kafkaAdmin(): KafkaAccess {
    const { host, port, adminPassword } = this.infrastructure.kafka;
    return { host, port, username: 'admin', password: adminPassword };
  }

  #bus({ node, kafkaAccounts }: LeasedNode): Bus {
    const { host, port } = this.infrastructure.kafka;
    const logger = createLogger('test', 'silent');
    return createKafka({ brokers: [`${host}:${port}`], clientId: `test-${node}`, sasl: kafkaAccounts.node, logger });
  }
}

const ALL_CODES = Array.from({ length: 90 }, (_, i) => `${i + 10}0000`);

/** A province that speaks to a real Kafka. */
export class BedProvince {
  readonly log: TestProvince;
  readonly served: Served;
  readonly receipts: necips.federation.v1.Receipt[] = [];
  readonly notices: necips.federation.v1.Notice[] = [];
  /** What else the centre sent, as it came. */
  readonly inbox: necips.federation.v1.InboundMessage[] = [];
  readonly #producer: ReturnType<Bus['producer']>;
  #onReceipt: () => void = () => {};

  constructor(log: TestProvince, served: Served, bus: Bus, running: AsyncDisposableStack) {
    this.log = log;
    this.served = served;
    this.#producer = bus.producer();
    running.defer(() => this.#producer.close());
    const consumer = bus.consumer({
      groupId: `node.${log.node}.test`,
      topics: [`federation.inbound.v1.${log.node}`],
      fromBeginning: true,
      onBatch: async (messages) => {
        for (const { value } of messages) {
          const message = necips.federation.v1.InboundMessage.decode(value);
          const { receipt, notice } = message;
          if (!receipt && !notice) this.inbox.push(message);
          if (notice) this.notices.push(notice as necips.federation.v1.Notice);
          if (receipt) this.receipts.push(receipt as necips.federation.v1.Receipt);
        }
        this.#onReceipt();
      },
    });
    running.defer(() => consumer.close());
  }

  get node(): string {
    return this.log.node;
  }

  /** Produces to the province's topic. */
  async send(...contents: Parameters<TestProvince['message']>[0][]): Promise<void> {
    const messages = contents.map((content) => ({ value: this.log.message(content).value }));
    await this.#producer.send(`federation.published.v1.${this.node}`, messages);
  }

  /** Produces to the province's other topic, by which it asks the centre and hands over. */
  async hand(...contents: (necips.federation.v1.OutboundMessage.$Properties | Buffer)[]): Promise<void> {
    const { OutboundMessage } = necips.federation.v1;
    const messages = contents.map((content) => ({
      value: Buffer.isBuffer(content) ? content : (OutboundMessage.encode(content).finish() as Buffer),
    }));
    await this.#producer.send(`federation.outbound.v1.${this.node}`, messages);
  }

  /** Waits for the next thing in the inbox, and takes it out. */
  async next(): Promise<necips.federation.v1.InboundMessage> {
    for (;;) {
      const first = this.inbox.shift();
      if (first) return first;
      await new Promise<void>((resolve) => (this.#onReceipt = resolve));
    }
  }

  /** Waits for a receipt for at least this many leaves. */
  async receipt(size: number): Promise<necips.federation.v1.Receipt> {
    for (;;) {
      const found = this.receipts.find(({ verifiedSize }) => verifiedSize >= size);
      if (found) return found;
      await new Promise<void>((resolve) => (this.#onReceipt = resolve));
    }
  }

  /** Waits for a notice after those that were seen, about that contradicting note if one is given. */
  async notice(seen = 0, otherCheckpoint?: string): Promise<necips.federation.v1.Notice> {
    for (;;) {
      const isMeant = (notice: necips.federation.v1.Notice) =>
        otherCheckpoint === undefined || notice.otherCheckpoint === otherCheckpoint;
      const found = this.notices.slice(seen).find(isMeant);
      if (found) return found;
      await new Promise<void>((resolve) => (this.#onReceipt = resolve));
    }
  }

  /** What an administrator enters about it. */
  get enrolment() {
    const { logUrl, logServiceAddress, tokenUrl } = this.served;
    return { logOrigin: this.log.origin, logKey: this.log.verifierKey, logUrl, logServiceAddress, tokenUrl };
  }
}

/** The service as its callers see it. */
export class RunningCentre implements AsyncDisposable {
  readonly service: Aggregation;
  readonly rest: string;

  constructor(service: Aggregation) {
    this.service = service;
    this.rest = `http://127.0.0.1:${service.http.port}`;
  }

  async get(path: string, token?: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.rest}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async enrol(
    node: string,
    enrolment: object,
    token?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.rest}/v1/nodes/${node}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(enrolment),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async post(path: string, body: object, token?: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.rest}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
  }
}
