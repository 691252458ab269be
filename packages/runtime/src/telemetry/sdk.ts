// Loaded only when tracing is switched on.
import {
  context,
  SpanKind as Kind,
  ROOT_CONTEXT,
  SpanStatusCode,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { core, NodeSDK, tracing } from '@opentelemetry/sdk-node';
import type { SpanKind } from './telemetry.ts';

export interface Sdk {
  withSpan<T>(name: string, kind: SpanKind, fn: () => Promise<T>): Promise<T>;
  withTraceparent<T>(traceparent: string, fn: () => T): T;
  currentTraceparent(): string | undefined;
  shutdown(): Promise<void>;
}

/** Starts the SDK without any instrumentation: HTTP auto-instrumentation costs more than the requests it measures. */
export function startSdk(service: string, endpoint: string, ratio: number): Sdk {
  const sdk = new NodeSDK({
    serviceName: service,
    sampler: new tracing.ParentBasedSampler({ root: new tracing.TraceIdRatioBasedSampler(ratio) }),
    traceExporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` }),
    textMapPropagator: new core.W3CTraceContextPropagator(),
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  const tracer = trace.getTracer('necips');
  const propagator: TextMapPropagator = new core.W3CTraceContextPropagator();
  return {
    withSpan: (name, kind, fn) =>
      tracer.startActiveSpan(name, { kind: KINDS[kind] }, async (span) => {
        try {
          return await fn();
        } catch (error) {
          span.recordException(error instanceof Error ? error : String(error));
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      }),
    withTraceparent: (traceparent, fn) => context.with(extract(propagator, traceparent), fn),
    currentTraceparent: () => {
      const headers: Record<string, string> = {};
      propagator.inject(context.active(), headers, { set: (carrier, key, value) => void (carrier[key] = value) });
      return headers['traceparent'];
    },
    shutdown: () => sdk.shutdown(),
  };
}

function extract(propagator: TextMapPropagator, traceparent: string) {
  return propagator.extract(
    ROOT_CONTEXT,
    { traceparent },
    { keys: Object.keys, get: (carrier, key) => carrier[key as 'traceparent'] },
  );
}

const KINDS: Record<SpanKind, Kind> = {
  internal: Kind.INTERNAL,
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
};
