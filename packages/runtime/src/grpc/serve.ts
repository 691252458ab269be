import type {
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  ServerErrorResponse,
  sendUnaryData,
} from '@grpc/grpc-js';
import { drained } from './back-pressure.ts';
import { wholeRequests } from './cut-off.ts';
import type { Edge } from './edge.ts';
import { UNARY_DURATION_MAX_MS } from './limits.ts';
import type { Call, MethodHandler } from './method-handler.ts';

type AnyHandler = MethodHandler<never, unknown>;

/** Serves a unary method with a handler of ours. */
export function serveUnary(edge: Edge, path: string, handler: AnyHandler): handleUnaryCall<unknown, unknown> {
  const handle = handler.handle as (request: unknown, call: Call) => Promise<unknown>;
  const method = { path, access: handler.access, durationMaxMs: UNARY_DURATION_MAX_MS };
  return (raw, callback) =>
    void answer(
      callback,
      edge.run(raw, method, (call) => handle(raw.request, call)),
    );
}

/** Serves a client stream with a handler of ours. */
export function serveClientStream(
  edge: Edge,
  path: string,
  handler: AnyHandler,
): handleClientStreamingCall<unknown, unknown> {
  const handle = handler.handle as (requests: AsyncIterable<unknown>, call: Call) => Promise<unknown>;
  const method = { path, access: handler.access };
  return (raw, callback) =>
    void answer(
      callback,
      edge.run(raw, method, (call) => handle(wholeRequests(raw, call.signal), call)),
    );
}

async function answer(callback: sendUnaryData<unknown>, work: Promise<unknown>): Promise<void> {
  try {
    callback(null, await work);
  } catch (status) {
    callback(status as ServerErrorResponse);
  }
}

/**
 * Serves a server stream with a handler of ours. The loop is written out, where `pipeline(Readable.from(…), call)` would do
 * the same, because a pipeline destroys the call on an error, and then no status says which.
 */
export function serveServerStream(
  edge: Edge,
  path: string,
  handler: AnyHandler,
): handleServerStreamingCall<unknown, unknown> {
  const handle = handler.handle as (request: unknown, call: Call) => AsyncIterable<unknown>;
  const method = { path, access: handler.access, isEndless: true };
  return (raw) => {
    const pump = async (call: Call) => {
      for await (const response of handle(raw.request, call)) {
        if (call.signal.aborted) return;
        if (!raw.write(response)) await drained(raw, call.signal);
      }
    };
    edge.run(raw, method, pump).then(
      () => raw.end(),
      (status: unknown) => {
        if (!raw.cancelled) raw.emit('error', status);
      },
    );
  };
}
