import { randomUUID } from 'node:crypto';
import { CompressionAlgorithms, Consumer, ListOffsetTimestamps, Producer } from '@platformatic/kafka';

/** An account on a broker. */
export interface KafkaAccess {
  host: string;
  port: number;
  username: string;
  password: string;
}

/** Writes messages to a topic of one partition as they are, whatever they hold. Returns the offset of the last one. */
export async function produceMessages(
  access: KafkaAccess,
  topic: string,
  values: readonly Uint8Array[],
): Promise<bigint> {
  const producer = new Producer<Buffer, Buffer, Buffer, Buffer>(connection(access));
  try {
    const messages = values.map((value) => ({ topic, partition: 0, value: Buffer.from(value) }));
    const { offsets } = await producer.send({ messages, acks: -1, compression: CompressionAlgorithms.ZSTD });
    return (offsets?.[0]?.offset ?? 0n) + BigInt(values.length - 1);
  } finally {
    await producer.close();
  }
}

/**
 * The messages of a topic of one partition that are there now, from the first that is kept to the last. Read by another client
 * library than the services use. `groupPrefix` begins the name of the reader's group, which the account must be allowed.
 */
export async function* readMessages(
  access: KafkaAccess,
  topic: string,
  groupPrefix = '',
): AsyncGenerator<{ offset: bigint; value: Buffer }> {
  const groupId = `${groupPrefix}reader-${randomUUID()}`;
  const consumer = new Consumer<Buffer, Buffer, Buffer, Buffer>({ ...connection(access), groupId });
  try {
    const [first, end] = await Promise.all([
      firstOf(consumer, topic, ListOffsetTimestamps.EARLIEST),
      firstOf(consumer, topic, ListOffsetTimestamps.LATEST),
    ]);
    if (first >= end) return;
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false, maxWaitTime: 200 });
    for await (const { offset, value } of stream) {
      yield { offset, value };
      if (offset + 1n >= end) return;
    }
  } finally {
    await consumer.close(true);
  }
}

async function firstOf(
  consumer: Consumer<Buffer, Buffer, Buffer, Buffer>,
  topic: string,
  timestamp: bigint,
): Promise<bigint> {
  const offsets = await consumer.listOffsets({ topics: [topic], timestamp });
  return offsets.get(topic)?.[0] ?? 0n;
}

function connection({ host, port, username, password }: KafkaAccess) {
  const sasl = { mechanism: 'SCRAM-SHA-512' as const, username, password };
  return { clientId: 'testbed', bootstrapBrokers: [`${host}:${port}`], sasl, retries: 20, retryDelay: 200 };
}
