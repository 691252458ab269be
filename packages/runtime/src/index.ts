// What every service stands on. Protocol adapters live in the folders; a service imports from here only.

export * from './audit/index.ts';
export * from './auth/index.ts';
export { ConfigError, type ConfigOf, type Environment, readConfig } from './config.ts';
export { type DiskStatus, type ReadDisk, watchDisk } from './disk.ts';
export {
  ERROR_TABLE,
  type ErrorCode,
  isErrorCode,
  isServiceError,
  ServiceError,
  type ServiceErrorOptions,
  toServiceError,
} from './errors.ts';
export * from './feed/index.ts';
export * from './grpc/index.ts';
export { createHealth, type Health, type HealthReport } from './health.ts';
export * from './http/index.ts';
export * from './kafka/index.ts';
export { createLogger, type Logger } from './log.ts';
export { createMetrics, DURATION_BUCKETS, type Metrics } from './metrics.ts';
export * from './postgres/index.ts';
export * from './restore/index.ts';
export { runMain } from './run.ts';
export { kafkaAccess, kafkaSettings, recordServiceSettings, serviceSettings, transportOf } from './service-settings.ts';
export { flag, integer, keyFile, list, optionalSecret, optionalText, secret, text } from './settings.ts';
export * from './telemetry/index.ts';
export { isLoopback, type TlsFiles } from './tls.ts';
