import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Kafka, type Message, type Producer } from 'kafkajs';
import { ServiceError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { currentTraceparent, withSpan } from '../telemetry/index.ts';

/** A message to send. */
export interface OutgoingMessage {
  key?: string;
  value: Buffer;
  headers?: Record<string, string>;
}

const RETRY_DELAY_MS = 200;

// Codes of the Kafka protocol that no repetition mends: invalid topic, record too large, not authorised for topic, cluster
// or transactional id, unsupported or failed SASL, invalid record.
const HOPELESS = new Set([10, 17, 29, 31, 33, 34, 53, 58, 87]);

/**
 * Sends one batch at a time. kafkajs's idempotent producer rolls a failed batch's sequence number back and lets the next
 * send take it, so that with two sends in flight a lost response loses one batch and doubles another. With one send at a
 * time, and the same batch again until the broker has acknowledged it, nothing is lost, doubled or reordered within the
 * life of a process; readers drop what a new process repeats by its log index.
 */
export class SerialProducer {
  readonly #kafka: Kafka;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  /** Rejects once the producer is closed: kafkajs cannot be told to give up. */
  readonly #closed = rejectionAtAbort(this.#closing.signal);
  #producer: Producer | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(kafka: Kafka, logger: Logger) {
    this.#kafka = kafka;
    this.#logger = logger;
  }

  /**
   * Resolves once all replicas in sync hold the messages; waits for as long as the broker is away. Rejects where
   * repeating is hopeless (`forbidden`, `too_large`, `invalid`) and when the producer is closed.
   */
  send(topic: string, messages: OutgoingMessage[]): Promise<void> {
    const send = () =>
      withSpan(`produce ${topic}`, () => this.#sendUntilAcknowledged(topic, messages), { kind: 'producer' });
    const sent = this.#tail.then(send);
    this.#tail = sent.catch(() => {});
    return sent;
  }

  /** Ends what is under way without waiting for an absent broker. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#tail;
    await this.#drop();
  }

  async #sendUntilAcknowledged(topic: string, messages: OutgoingMessage[]): Promise<void> {
    const traceparent = currentTraceparent();
    const traced = messages.map((message) => ({
      ...message,
      headers: { ...message.headers, ...(traceparent && { traceparent }) },
    }));
    for (let attempts = 1; ; attempts++) {
      if (this.#closing.signal.aborted) throw new ServiceError('aborted', 'the producer is closed');
      try {
        await Promise.race([this.#attempt(topic, traced), this.#closed]);
        return;
      } catch (error) {
        if (this.#closing.signal.aborted) continue;
        if (HOPELESS.has(kafkaErrorCode(error) ?? -1)) throw refused(topic, error);
        if (attempts === 1) this.#logger.warn({ err: error, topic }, 'kafka did not take a batch; sending it again');
        // This one error means that the batch never left, so it keeps its sequence number; after any other the producer is
        // replaced, because its state is unknown.
        if (!(error instanceof Error && error.message === 'Broker not connected')) await this.#drop();
        await delay(RETRY_DELAY_MS, undefined, { signal: this.#closing.signal }).catch(() => {});
      }
    }
  }

  async #attempt(topic: string, messages: Message[]): Promise<void> {
    const producer = await this.#connected();
    try {
      await producer.send({ topic, messages, acks: -1, compression: kafkajs.CompressionTypes.ZSTD });
    } finally {
      await this.#disconnectIfClosed(producer);
    }
  }

  async #connected(): Promise<Producer> {
    if (this.#producer) return this.#producer;
    const producer = this.#kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
    await producer.connect();
    if (!this.#closing.signal.aborted) this.#producer = producer;
    await this.#disconnectIfClosed(producer);
    return producer;
  }

  /** Nobody waits for it any more, and what it has connected, or connected again while it was sending, would keep the process alive for ever. */
  async #disconnectIfClosed(producer: Producer): Promise<void> {
    if (this.#closing.signal.aborted) await producer.disconnect().catch(() => {});
  }

  async #drop(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect().catch(() => {});
  }
}

function rejectionAtAbort(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}

/** The protocol's error code; kafkajs hides it at different depths. Undefined where there is none. */
export function kafkaErrorCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] };
  if (typeof code === 'number') return code;
  return kafkaErrorCode(errors?.[0]) ?? kafkaErrorCode(cause);
}

function refused(topic: string, cause: unknown): ServiceError {
  const reason = `kafka_${kafkaErrorCode(cause)}`;
  return new ServiceError('forbidden', `kafka refuses messages for ${topic}: ${String(cause)}`, { cause, reason });
}
