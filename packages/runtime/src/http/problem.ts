import { randomBytes } from 'node:crypto';
import { ERROR_TABLE, type ServiceError } from '../errors.ts';
import { currentTraceId } from '../telemetry/index.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** An RFC 9457 problem. `status` overrides the code's own HTTP status where HTTP is finer (415, 431). */
export function toProblem(error: ServiceError, instance: string, traceId: string, status?: number): Problem {
  const { http, faultOf, title } = ERROR_TABLE[error.code];
  return {
    ...error.details,
    type: `urn:problem-type:necips:${error.reason ?? error.code}`,
    title,
    status: status ?? http,
    detail: error.message,
    code: error.code,
    ...(error.reason !== undefined && { reason: error.reason }),
    faultOf,
    instance,
    traceId,
  };
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  reason?: string;
  faultOf: 'platform' | 'caller';
  instance: string;
  traceId: string;
  [detail: string]: unknown;
}

/** What a caller quotes and the log holds: the current trace, the caller's own, or a new id. */
export function traceIdOf(traceparent: unknown): string {
  const sent = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  return currentTraceId() ?? sent ?? randomBytes(16).toString('hex');
}

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
