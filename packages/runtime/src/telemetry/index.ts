export {
  currentTraceId,
  currentTraceparent,
  isTracing,
  type SpanKind,
  startTelemetry,
  withSpan,
  withTraceparent,
} from './telemetry.ts';
