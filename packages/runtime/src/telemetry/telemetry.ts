// Tracing is opt-in: without OTEL_EXPORTER_OTLP_ENDPOINT no OpenTelemetry module is loaded and every function here passes
// straight through.
import type { Sdk } from './sdk.ts';

let sdk: Sdk | undefined;

/**
 * Starts tracing for the process if OTEL_EXPORTER_OTLP_ENDPOINT is set; otherwise does nothing. OTEL_TRACES_SAMPLER_ARG is
 * the share of root traces kept (default 0.05). Dispose flushes. A second call changes nothing.
 */
export async function startTelemetry(service: string, env: NodeJS.ProcessEnv = process.env): Promise<AsyncDisposable> {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (!endpoint || sdk !== undefined) return { [Symbol.asyncDispose]: async () => undefined };
  const { startSdk } = await import('./sdk.ts');
  const started = startSdk(service, endpoint, sampleRatio(env['OTEL_TRACES_SAMPLER_ARG']));
  sdk = started;
  return {
    [Symbol.asyncDispose]: async () => {
      sdk = undefined;
      await started.shutdown();
    },
  };
}

/** Whether tracing is on; lets an edge leave out what only spans need. */
export function isTracing(): boolean {
  return sdk !== undefined;
}

/** Runs `fn` inside a new span named `name`, child of the current one. An error is recorded and rethrown. */
export function withSpan<T>(name: string, fn: () => Promise<T>, options: { kind?: SpanKind } = {}): Promise<T> {
  return sdk === undefined ? fn() : sdk.withSpan(name, options.kind ?? 'internal', fn);
}

/** Runs `fn` as a continuation of the trace a W3C `traceparent` header names; a missing or malformed one is ignored. */
export function withTraceparent<T>(traceparent: string | undefined, fn: () => T): T {
  return sdk === undefined || traceparent === undefined ? fn() : sdk.withTraceparent(traceparent, fn);
}

/** The W3C `traceparent` of the current span, to be sent along with a message; `undefined` when not tracing. */
export function currentTraceparent(): string | undefined {
  return sdk?.currentTraceparent();
}

/** The current trace's id, 32 hexadecimal digits. */
export function currentTraceId(): string | undefined {
  return sdk?.currentTraceparent()?.split('-')[1];
}

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

const DEFAULT_SAMPLE_RATIO = 0.05;

function sampleRatio(written: string | undefined): number {
  const ratio = Number(written || DEFAULT_SAMPLE_RATIO);
  return ratio >= 0 && ratio <= 1 ? ratio : DEFAULT_SAMPLE_RATIO;
}
