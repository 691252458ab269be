import type { Metadata, ServerErrorResponse } from '@grpc/grpc-js';
import { type Access, authorize } from '../auth/access.ts';
import type { Caller } from '../auth/caller.ts';
import type { TokenVerifier } from '../auth/token-verifier.ts';
import { ERROR_TABLE, ServiceError, toServiceError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { currentTraceId, withSpan, withTraceparent } from '../telemetry/index.ts';
import type { Call } from './method-handler.ts';
import { toStatus } from './status.ts';

/** Timers cannot wait longer. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/**
 * What every call goes through: token and role, the signal that ends it, metrics, trace, and errors turned into a status,
 * logged once here. `run` rejects with the status to send.
 */
export function createEdge({ verifier, logger, metrics }: EdgeOptions): Edge {
  const running = new Set<AbortController>();
  const duration = metrics.histogram('grpc_request_duration_seconds', 'gRPC calls by method and outcome, in seconds', {
    labels: ['method', 'code'],
  });
  return {
    run: async (raw, method, work) => {
      const stopTimer = duration.startTimer({ method: method.path });
      const controller = new AbortController();
      const onCancelled = () => controller.abort(cancelled());
      raw.on('cancelled', onCancelled);
      if (method.isEndless) running.add(controller);
      const timers: NodeJS.Timeout[] = [];
      const endAfter = (durationMs: number, reason: () => ServiceError) =>
        timers.push(setTimeout(() => controller.abort(reason()), Math.min(durationMs, TIMER_MAX_MS)).unref());
      try {
        const result = await continueTrace(raw, method.path, async () => {
          if (method.durationMaxMs !== undefined) endAfter(method.durationMaxMs, timedOut);
          const caller = await callerOf(raw, method.access, verifier);
          if (method.isEndless && caller) endAfter(caller.expiresAt - Date.now(), tokenExpired);
          const call = callOf(raw, caller, controller.signal);
          return await Promise.race([work(call), rejectionOf(controller.signal)]);
        });
        stopTimer({ code: 'ok' });
        return result;
      } catch (thrown) {
        const error = toServiceError(thrown);
        stopTimer({ code: error.code });
        throw report(error, method.path);
      } finally {
        for (const timer of timers) clearTimeout(timer);
        running.delete(controller);
        raw.off('cancelled', onCancelled);
        // Whatever the handler still waits for on behalf of this call has no reader any more.
        controller.abort(cancelled());
      }
    },
    endStreams: () => {
      for (const controller of running) controller.abort(closing());
    },
  };

  function report(error: ServiceError, path: string): ServerErrorResponse {
    const traceId = currentTraceId() ?? crypto.randomUUID().replaceAll('-', '');
    if (ERROR_TABLE[error.code].faultOf === 'platform' && error.reason !== 'closing') {
      logger[error.code === 'internal' ? 'error' : 'warn'](
        { err: error, trace_id: traceId, method: path },
        'call failed',
      );
    }
    return Object.assign(new Error(error.message), toStatus(error, traceId));
  }
}

export interface Edge {
  run<T>(raw: RawCall, method: EdgeMethod, work: (call: Call) => Promise<T>): Promise<T>;
  /** Ends every endless call with `unavailable`, reason `closing`. */
  endStreams(): void;
}

export interface EdgeMethod {
  readonly path: string;
  readonly access: Access;
  /** Ends the call after this long. */
  readonly durationMaxMs?: number;
  /** Goes on until somebody ends it: so it ends when the caller's token expires, and when the server closes. */
  readonly isEndless?: boolean;
}

export interface EdgeOptions {
  verifier: TokenVerifier;
  logger: Logger;
  metrics: Metrics;
}

/** The part of grpc-js's server calls that the edge uses. */
export interface RawCall {
  readonly metadata: Metadata;
  getDeadline(): Date | number;
  on(event: 'cancelled', listener: () => void): unknown;
  off(event: 'cancelled', listener: () => void): unknown;
}

async function callerOf(raw: RawCall, access: Access, verifier: TokenVerifier): Promise<Caller | undefined> {
  if (access.kind === 'public') return undefined;
  return authorize(access.roles, raw.metadata.get('authorization')[0]?.toString(), verifier);
}

function callOf(raw: RawCall, caller: Caller | undefined, signal: AbortSignal): Call {
  return {
    get caller() {
      if (!caller) throw new Error('a public method has no caller');
      return caller;
    },
    signal,
    get metadata() {
      return raw.metadata.getMap();
    },
    deadline: Number(raw.getDeadline()),
  };
}

function continueTrace<T>(raw: RawCall, path: string, work: () => Promise<T>): Promise<T> {
  return withTraceparent(raw.metadata.get('traceparent')[0]?.toString(), () =>
    withSpan(path, work, { kind: 'server' }),
  );
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

const cancelled = () => new ServiceError('aborted', '调用方已取消 (cancelled by the caller)', { reason: 'cancelled' });
const timedOut = () => new ServiceError('timeout', '处理超时 (the call took too long)', { reason: 'call_duration' });
const tokenExpired = () =>
  new ServiceError('unauthenticated', '令牌已过期，请以新令牌续传 (token expired; resume with a new one)', {
    reason: 'token_expired',
  });
const closing = () => new ServiceError('unavailable', '服务正在停止 (the server is closing)', { reason: 'closing' });
