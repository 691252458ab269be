import { pbkdf2Sync, randomBytes } from 'node:crypto';
import {
  type Acl,
  AclOperations,
  AclPermissionTypes,
  Admin,
  alterUserScramCredentialsV0,
  ConfigResourceTypes,
  Connection,
  ListOffsetTimestamps,
  ResourcePatternTypes,
  ResourceTypes,
  ScramMechanisms,
} from '@platformatic/kafka';

const SCRAM_ITERATIONS = 8192;
const TOPIC_ALREADY_EXISTS = 36;
const SET_CONFIG = 0 as const;

/** The broker's super user, for the acts of enrolment. */
export interface KafkaAdminAccess {
  host: string;
  port: number;
  password: string;
}

/** Administers a broker through one client; it closes with the scope. Every act may be repeated. */
export class KafkaAdmin implements AsyncDisposable {
  readonly #access: KafkaAdminAccess;
  readonly #admin: Admin;

  constructor(access: KafkaAdminAccess) {
    this.#access = access;
    const bootstrapBrokers = [`${access.host}:${access.port}`];
    this.#admin = new Admin({
      clientId: 'testbed',
      bootstrapBrokers,
      sasl: sasl(access),
      retries: 20,
      retryDelay: 200,
    });
  }

  /** Creates a topic of one partition, or gives it these settings. They are the topic's own, by Kafka's names. */
  async ensureTopic(topic: string, settings: Record<string, string>): Promise<void> {
    const configs = Object.entries(settings).map(([name, value]) => ({ name, value }));
    try {
      await this.#admin.createTopics({ topics: [topic], partitions: 1, replicas: 1, configs });
    } catch (error) {
      if (protocolErrorCode(error) !== TOPIC_ALREADY_EXISTS) throw error;
      await this.configureTopic(topic, settings);
    }
  }

  /** Gives a topic these settings besides those that it has. */
  async configureTopic(topic: string, settings: Record<string, string>): Promise<void> {
    const configs = Object.entries(settings).map(([name, value]) => ({ name, value, configOperation: SET_CONFIG }));
    const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configs };
    await this.#admin.incrementalAlterConfigs({ resources: [resource] });
  }

  /** Deletes those of the topics that exist, with all messages. */
  async deleteTopics(topics: readonly string[]): Promise<void> {
    const existing = await this.#admin.listTopics();
    const doomed = topics.filter((topic) => existing.includes(topic));
    if (doomed.length > 0) await this.#admin.deleteTopics({ topics: doomed });
  }

  /** Lets all messages of a topic of one partition expire at once, as retention does in its time. */
  async expireMessages(topic: string): Promise<void> {
    const partitions = [{ partitionIndex: 0, timestamp: ListOffsetTimestamps.LATEST }];
    const [listed] = await this.#admin.listOffsets({ topics: [{ name: topic, partitions }] });
    const offset = listed?.partitions[0]?.offset ?? 0n;
    await this.#admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition: 0, offset }] }] });
  }

  /** Up to which offset a consumer group has read a topic of one partition; 0 where it has not begun. */
  async committedOffset(groupId: string, topic: string): Promise<bigint> {
    const asked = { groupId, topics: [{ name: topic, partitionIndexes: [0] }] };
    const [group] = await this.#admin.listConsumerGroupOffsets({ groups: [asked] });
    const committed = group?.topics[0]?.partitions[0]?.committedOffset ?? -1n;
    return committed < 0n ? 0n : committed;
  }

  /** Creates an account, or gives it this password. */
  async setAccount(name: string, password: string): Promise<void> {
    const salt = randomBytes(32);
    const saltedPassword = pbkdf2Sync(password, salt, SCRAM_ITERATIONS, 64, 'sha512');
    const credential = {
      name,
      mechanism: ScramMechanisms.SCRAM_SHA_512,
      iterations: SCRAM_ITERATIONS,
      salt,
      saltedPassword,
    };
    // The Admin class has no such method, so the request is sent on a connection of its own.
    const connection = new Connection('testbed', { sasl: sasl(this.#access) });
    try {
      await connection.connect(this.#access.host, this.#access.port);
      await alterUserScramCredentialsV0.api.async(connection, [], [credential]);
    } finally {
      await connection.close();
    }
  }

  /** Allows what the rights say; what is allowed already stays so. */
  async allow(rights: readonly KafkaRight[]): Promise<void> {
    await this.#admin.createAcls({ creations: rights.flatMap(toAcls) });
  }

  /** Limits what an account may send and read, each in bytes a second, and the share of a broker thread's time that it may take. */
  async limit(
    account: string,
    { bytesPerSecond, requestPercentage }: { bytesPerSecond: number; requestPercentage: number },
  ): Promise<void> {
    const quotas = {
      producer_byte_rate: bytesPerSecond,
      consumer_byte_rate: bytesPerSecond,
      request_percentage: requestPercentage,
    };
    const keys = ['producer_byte_rate', 'consumer_byte_rate', 'request_percentage'] as const;
    const ops = keys.map((key) => ({ key, value: quotas[key], remove: false as const }));
    await this.#admin.alterClientQuotas({
      entries: [{ entities: [{ entityType: 'user', entityName: account }], ops }],
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admin.close();
  }
}

/** What one account may do with a topic or a consumer group, or with all whose names begin so. */
export type KafkaRight = {
  account: string;
  operations: readonly ('READ' | 'WRITE' | 'DESCRIBE')[];
  prefixed?: boolean;
} & ({ topic: string } | { group: string });

/** The code of the Kafka protocol behind an error of the client; undefined where there is none. */
function protocolErrorCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { apiCode, cause, errors } = error as { apiCode?: unknown; cause?: unknown; errors?: unknown[] };
  if (typeof apiCode === 'number') return apiCode;
  return [...(errors ?? []), cause].map(protocolErrorCode).find((code) => code !== undefined);
}

function toAcls(right: KafkaRight): Acl[] {
  const [resourceType, resourceName] =
    'topic' in right ? [ResourceTypes.TOPIC, right.topic] : [ResourceTypes.GROUP, right.group];
  return right.operations.map((operation) => ({
    resourceType,
    resourceName,
    resourcePatternType: right.prefixed ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    principal: `User:${right.account}`,
    host: '*',
    operation: AclOperations[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }));
}

function sasl({ password }: KafkaAdminAccess) {
  return { mechanism: 'SCRAM-SHA-512' as const, username: 'admin', password };
}
