import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { Logger } from '../log.ts';
import { withSpan, withTraceparent } from '../telemetry/index.ts';

/** A message as read. */
export interface IncomingMessage {
  topic: string;
  partition: number;
  offset: number;
  key?: string;
  value: Buffer;
  headers: Record<string, string>;
  /** Time the broker or producer gave it, milliseconds since the epoch. */
  timestampMs: number;
  /**
   * Why what came cannot be decoded: unknown compression, more records or bytes than allowed, or garbage. The message then stands for
   * a whole batch of records, bears the offset of the last, and `value` is the batch as it came.
   */
  fault?: string;
}

export interface BatchContext {
  /** Aborts when the consumer closes or loses the partition. */
  signal: AbortSignal;
  /** Tells the group that the consumer lives; call it during long work. */
  heartbeat(): Promise<void>;
}

export interface ConsumerOptions {
  /** Consumer group; its members share the topics' partitions. */
  groupId: string;
  topics: string[];
  /** Where a group without offsets begins. */
  fromBeginning: boolean;
  /** False: the group’s place is not kept, and each start begins where a group without offsets does. Default true. */
  keepsPlace?: boolean;
  /** Bytes fetched of a partition at a time. Default 4 MiB. */
  maxBytesPerPartition?: number;
  /** Handles messages of one partition in order. What throws is handed over again, for ever, with growing pauses. */
  onBatch(messages: IncomingMessage[], context: BatchContext): Promise<void>;
}

const PAUSE_MS_MAX = 10_000;
/** Leaving the group takes milliseconds, but for ever where the broker is gone. */
const DISCONNECT_MS_MAX = 3_000;

/** Consumes batches: decode, one transaction, one commit. Connects, and connects again, by itself. */
export class BatchConsumer {
  /** Resolves once the group has assigned partitions for the first time. */
  readonly ready: Promise<void>;
  readonly #kafka: Kafka;
  readonly #logger: Logger;
  readonly #options: ConsumerOptions;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #isReady: () => void = () => {};
  #connected = false;
  #heardAt = performance.now();
  #busySince: number | undefined;

  constructor(kafka: Kafka, logger: Logger, options: ConsumerOptions) {
    this.#kafka = kafka;
    this.#logger = logger;
    this.#options = options;
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
    this.#running = this.#runUntilClosed();
  }

  /** True while the consumer is a member of its group. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Milliseconds since the broker last answered. It grows while the client is stuck, and while the broker is away. */
  get silentForMs(): number {
    return performance.now() - this.#heardAt;
  }

  /** Milliseconds for which the batch at hand has been at hand; 0 between batches. */
  get busyForMs(): number {
    return this.#busySince === undefined ? 0 : performance.now() - this.#busySince;
  }

  /** Ends the consumer; it waits neither for an absent broker nor for a handler that hangs. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #runUntilClosed(): Promise<void> {
    for (let failures = 0; !this.#closing.signal.aborted; ) {
      try {
        await this.#runOnce();
        failures = 0;
      } catch (error) {
        failures += 1;
        this.#logger.warn({ err: error, group: this.#options.groupId }, 'kafka consumer lost its group; joining again');
      }
      this.#connected = false;
      if (!this.#closing.signal.aborted) await this.#pause(failures);
    }
  }

  async #runOnce(): Promise<void> {
    const consumer: Consumer = this.#kafka.consumer({
      groupId: this.#options.groupId,
      maxBytesPerPartition: this.#options.maxBytesPerPartition ?? 4 * 1024 * 1024,
      // The default of 5 s makes pause, seek and disconnect stall.
      maxWaitTimeInMs: 200,
      sessionTimeout: 15_000,
      heartbeatInterval: 3_000,
      retry: { retries: 8, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
    });
    const ended = new Promise<void>((resolve, reject) => {
      this.#closing.signal.addEventListener('abort', () => resolve(), { once: true });
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    });
    ended.catch(() => {});
    const heard = () => {
      this.#heardAt = performance.now();
    };
    consumer.on(consumer.events.FETCH, heard);
    consumer.on(consumer.events.HEARTBEAT, heard);
    consumer.on(consumer.events.GROUP_JOIN, () => {
      heard();
      this.#connected = true;
      this.#isReady();
    });
    // kafkajs cannot be told to give up, and closing must not wait for an absent broker.
    const started = this.#start(consumer).catch((error: unknown) => error);
    try {
      const failure = await Promise.race([started, ended]);
      if (failure !== undefined) throw failure;
      if (this.#closing.signal.aborted) return;
      await ended;
    } finally {
      // A consumer that is disconnected while it joins its group leaves a connection behind, which keeps the process alive for ever.
      const disconnected = started.then(() => consumer.disconnect().catch(() => {}));
      await Promise.race([disconnected, delay(DISCONNECT_MS_MAX, undefined, { ref: false })]);
    }
  }

  async #start(consumer: Consumer): Promise<void> {
    await consumer.connect();
    if (this.#closing.signal.aborted) return;
    await consumer.subscribe({ topics: this.#options.topics, fromBeginning: this.#options.fromBeginning });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: Math.max(1, Math.min(4, this.#options.topics.length)),
      eachBatch: (payload) => this.#handleBusy(payload, consumer),
    });
  }

  async #handleBusy(payload: EachBatchPayload, consumer: Consumer): Promise<void> {
    this.#busySince = performance.now();
    try {
      await this.#handle(payload, consumer);
    } finally {
      this.#busySince = undefined;
    }
  }

  async #handle(payload: EachBatchPayload, consumer: Consumer): Promise<void> {
    const { batch } = payload;
    const heartbeat = () => payload.heartbeat();
    const messages = batch.messages.map((message) => ({
      topic: batch.topic,
      partition: batch.partition,
      offset: Number(message.offset),
      ...(message.key && { key: message.key.toString() }),
      value: message.value ?? Buffer.alloc(0),
      headers: Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)])),
      timestampMs: Number(message.timestamp),
      ...faultOf(message),
    }));
    for (let failures = 0; payload.isRunning() && !payload.isStale() && !this.#closing.signal.aborted; ) {
      try {
        await this.#traced(messages, heartbeat);
      } catch (error) {
        failures += 1;
        this.#logger.error(
          { err: error, topic: batch.topic, failures },
          'a batch could not be handled; trying it again',
        );
        await this.#pause(failures, heartbeat);
        continue;
      }
      // What fails from here on is the group's business: it may have given this member up, and only joining again mends that.
      const next = String(BigInt(batch.lastOffset()) + 1n);
      if (this.#options.keepsPlace !== false) {
        await consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset: next }]);
      }
      payload.resolveOffset(batch.lastOffset());
      await heartbeat();
      return;
    }
  }

  /** Handles messages as a continuation of the trace that sent the first of them. */
  #traced(messages: IncomingMessage[], heartbeat: () => Promise<void>): Promise<void> {
    const [first] = messages;
    return withTraceparent(first?.headers.traceparent, () =>
      withSpan(
        `consume ${first?.topic}`,
        () => this.#options.onBatch(messages, { signal: this.#closing.signal, heartbeat }),
        { kind: 'consumer' },
      ),
    );
  }

  async #pause(failures: number, heartbeat?: () => Promise<void>): Promise<void> {
    const pauseMs = Math.min(PAUSE_MS_MAX, 200 * 2 ** Math.min(failures, 10));
    for (let waited = 0; waited < pauseMs && !this.#closing.signal.aborted; waited += 2_000) {
      const step = Math.min(2_000, pauseMs - waited);
      await delay(step, undefined, { signal: this.#closing.signal }).catch(() => {});
      await heartbeat?.();
    }
  }
}

/** The library is patched to hand over, in the place of a batch that it cannot decode, a message that says so. */
function faultOf(message: KafkaMessage): { fault?: string } {
  const { undecodable } = message as KafkaMessage & { undecodable?: string };
  return undecodable === undefined ? {} : { fault: undecodable };
}
