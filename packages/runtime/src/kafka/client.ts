import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import kafkajs, { type Kafka } from 'kafkajs';
import type { Logger } from '../log.ts';
import { BatchConsumer, type ConsumerOptions } from './consumer.ts';
import { SerialProducer } from './producer.ts';

/** Bytes of a batch once it is decompressed: a few kilobytes of a hostile one would else take all memory there is. */
const BATCH_BYTES_MAX = 64 * 1024 * 1024;
const bounded = { maxOutputLength: BATCH_BYTES_MAX };

// Node's own zstd is the codec: kafkajs brings none, and its gzip knows no bounds.
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
  compress: async (encoder: { buffer: Buffer }) => zstdCompressSync(encoder.buffer),
  decompress: async (buffer: Buffer) => zstdDecompressSync(buffer, bounded),
});
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.GZIP] = () => ({
  compress: async (encoder: { buffer: Buffer }) => gzipSync(encoder.buffer),
  decompress: async (buffer: Buffer) => gunzipSync(buffer, bounded),
});

export interface KafkaOptions {
  /** `host:port` of each broker to start from. */
  brokers: string[];
  /** Shown in the broker's logs and quotas. */
  clientId: string;
  /** SCRAM-SHA-512 account. */
  sasl?: { username: string; password: string };
  /** PEM texts; `true` for TLS with the system's authorities. */
  tls?: true | { ca: string[]; key?: string; cert?: string };
  logger: Logger;
}

/** The federation's message bus: bytes in, bytes out. */
export interface Bus {
  /** A producer that neither loses, doubles nor reorders what it sends. */
  producer(): SerialProducer;
  /** Starts a consumer at once; it reconnects by itself. */
  consumer(options: ConsumerOptions): BatchConsumer;
}

/** Opens the bus. Nothing connects before it is used. */
export function createKafka(options: KafkaOptions): Bus {
  const kafka: Kafka = new kafkajs.Kafka({
    clientId: options.clientId,
    brokers: options.brokers,
    ...(options.sasl && { sasl: { mechanism: 'scram-sha-512' as const, ...options.sasl } }),
    ...(options.tls && { ssl: options.tls }),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    // A broker that was killed takes seconds to serve again; first use of a coordinator answers "not available" a few times.
    retry: { retries: 8, initialRetryTime: 100, maxRetryTime: 1_000 },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  return {
    producer: () => new SerialProducer(kafka, options.logger),
    consumer: (consumerOptions) => new BatchConsumer(kafka, options.logger, consumerOptions),
  };
}
