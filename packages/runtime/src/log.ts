import { type Logger, pino, stdTimeFunctions } from 'pino';
import { currentTraceId } from './telemetry/telemetry.ts';

export type { Logger } from 'pino';

/**
 * A JSON-lines logger on standard output. Inside a span every line carries `trace_id`. Members that could hold a credential
 * are redacted at two depths; still, never log a request's headers as a whole.
 */
export function createLogger(service: string, level = 'info'): Logger {
  return pino({
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`, `*.headers.${name}`]), censor: '[redacted]' },
    mixin: () => {
      const traceId = currentTraceId();
      return traceId === undefined ? {} : { trace_id: traceId };
    },
  });
}

const REDACTED = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'clientSecret',
  'client_secret',
  'token',
  'access_token',
  'privateKey',
  'databaseUrl',
];
