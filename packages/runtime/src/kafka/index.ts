export { type Bus, createKafka, type KafkaOptions } from './client.ts';
export type { BatchConsumer, BatchContext, ConsumerOptions, IncomingMessage } from './consumer.ts';
export { kafkaErrorCode, type OutgoingMessage, type SerialProducer } from './producer.ts';
