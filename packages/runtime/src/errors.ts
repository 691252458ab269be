import { isDatabaseAway } from './postgres/database-away.ts';

/**
 * The one error a service raises on purpose, on every wire. `message` is shown to the caller: Chinese first, no secrets.
 * `reason` is a stable snake_case sub-code that programs may branch on; `details` are added to the problem as members.
 */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  readonly reason: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ServiceError';
    this.code = code;
    this.reason = options.reason;
    this.details = options.details ?? {};
  }

  /** Whether the same call may succeed later without being changed. */
  get retryable(): boolean {
    return ERROR_TABLE[this.code].retryable;
  }
}

export interface ServiceErrorOptions {
  details?: Record<string, unknown>;
  cause?: unknown;
  reason?: string;
}

/** Whether `error` is a `ServiceError`, of the given code if one is named. */
export function isServiceError(error: unknown, code?: ErrorCode): error is ServiceError {
  return error instanceof ServiceError && (code === undefined || error.code === code);
}

/**
 * `error` itself if raised on purpose; `unavailable` while PostgreSQL is away; anything else becomes `internal`, its own
 * message kept as `cause` and not shown.
 */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (isDatabaseAway(error)) {
    const message = '数据库暂不可用，请稍后再试 (the database is away)';
    return new ServiceError('unavailable', message, { reason: 'database_away', cause: error });
  }
  return new ServiceError('internal', '系统内部错误，请稍后再试 (internal error)', { cause: error });
}

/**
 * What each code means on each wire. `grpc` is the canonical gRPC status number, `http` the HTTP status; `faultOf` says who
 * has to act. Where several codes share a gRPC status, the metadata key `necips-code` tells them apart.
 */
export const ERROR_TABLE = {
  invalid: row(3, 400, false, 'caller', '请求有误 Invalid request'),
  unprocessable: row(3, 422, false, 'caller', '内容无法处理 Unprocessable content'),
  unauthenticated: row(16, 401, false, 'caller', '未认证 Not authenticated'),
  forbidden: row(7, 403, false, 'caller', '无权访问 Forbidden'),
  not_found: row(5, 404, false, 'caller', '未找到 Not found'),
  conflict: row(6, 409, false, 'caller', '冲突 Conflict'),
  precondition: row(9, 409, false, 'caller', '当前状态不允许 Failed precondition'),
  too_large: row(8, 413, false, 'caller', '内容过大 Too large'),
  limited: row(8, 429, true, 'caller', '请求过于频繁 Too many requests'),
  timeout: row(4, 504, true, 'platform', '处理超时 Timed out'),
  unavailable: row(14, 503, true, 'platform', '服务暂不可用 Unavailable'),
  internal: row(13, 500, false, 'platform', '系统内部错误 Internal error'),
  out_of_range: row(11, 416, false, 'caller', '超出范围 Out of range'),
  aborted: row(10, 409, true, 'caller', '操作中止 Aborted'),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERROR_TABLE;

/** Whether `text` is one of the error codes; a peer of a later release may send others. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_TABLE, text);
}

interface ErrorRow {
  readonly grpc: number;
  readonly http: number;
  readonly retryable: boolean;
  readonly faultOf: 'platform' | 'caller';
  readonly title: string;
}

function row(grpc: number, http: number, retryable: boolean, faultOf: ErrorRow['faultOf'], title: string): ErrorRow {
  return { grpc, http, retryable, faultOf, title };
}
