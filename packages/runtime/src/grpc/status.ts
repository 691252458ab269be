import { Metadata, status as Status, type ServiceError as WireError } from '@grpc/grpc-js';
import { ERROR_TABLE, type ErrorCode, isErrorCode, ServiceError } from '../errors.ts';

/** Trailers share one HTTP/2 header block of about 16 KB with everything else. */
const DETAILS_BYTES_MAX = 4_096;
const MESSAGE_LENGTH_MAX = 1_000;

/** A `ServiceError` as a gRPC status with its code, reason and details in the trailers. */
export function toStatus(error: ServiceError, traceId?: string): { code: number; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  metadata.set('necips-code', error.code);
  if (error.reason !== undefined) metadata.set('necips-reason', error.reason);
  if (traceId !== undefined) metadata.set('necips-trace-id', traceId);
  const details = Buffer.from(JSON.stringify(error.details));
  const isTooLong = details.length > DETAILS_BYTES_MAX;
  metadata.set('necips-details-bin', isTooLong ? Buffer.from('{"truncated":true}') : details);
  return { code: ERROR_TABLE[error.code].grpc, details: error.message.slice(0, MESSAGE_LENGTH_MAX), metadata };
}

/** A `ServiceError` for what a gRPC client was thrown; peers that send no `necips-code` are read by their status. */
export function fromStatus(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (!isWireError(error)) return new ServiceError('internal', '调用失败 (call failed)', { cause: error });
  const written = textOf(error.metadata, 'necips-code');
  const code = written !== undefined && isErrorCode(written) ? written : codeOf(error.code);
  const reason = textOf(error.metadata, 'necips-reason') ?? REASONS[error.code];
  // What the transport says of itself (addresses, TLS alerts) is for the log, as the cause.
  const message = written === undefined ? ERROR_TABLE[code].title : error.details;
  return new ServiceError(code, message, {
    details: detailsOf(error.metadata),
    cause: error,
    ...(reason !== undefined && { reason }),
  });
}

/** The caller's own signal ended the call. */
export function cancelledByCaller(): ServiceError {
  return new ServiceError('aborted', '调用已取消 (cancelled)', { reason: 'cancelled' });
}

/** The caller's own deadline passed. */
export function deadlineExceeded(): ServiceError {
  return new ServiceError('timeout', '未在期限内得到答复 (deadline exceeded)', { reason: 'deadline' });
}

function isWireError(error: unknown): error is WireError {
  return error instanceof Error && 'code' in error && 'details' in error && 'metadata' in error;
}

function codeOf(status: number): ErrorCode {
  return CODES[status] ?? 'internal';
}

/** Statuses a peer, a proxy or grpc-js itself may set without saying more. */
const CODES: Record<number, ErrorCode> = {
  [Status.CANCELLED]: 'aborted',
  [Status.INVALID_ARGUMENT]: 'invalid',
  [Status.DEADLINE_EXCEEDED]: 'timeout',
  [Status.NOT_FOUND]: 'not_found',
  [Status.ALREADY_EXISTS]: 'conflict',
  [Status.PERMISSION_DENIED]: 'forbidden',
  [Status.RESOURCE_EXHAUSTED]: 'too_large',
  [Status.FAILED_PRECONDITION]: 'precondition',
  [Status.ABORTED]: 'aborted',
  [Status.OUT_OF_RANGE]: 'out_of_range',
  [Status.UNIMPLEMENTED]: 'not_found',
  [Status.UNAVAILABLE]: 'unavailable',
  [Status.UNAUTHENTICATED]: 'unauthenticated',
};

const REASONS: Record<number, string> = {
  [Status.CANCELLED]: 'cancelled',
  [Status.UNIMPLEMENTED]: 'unimplemented',
};

function textOf(metadata: Metadata, key: string): string | undefined {
  return metadata.get(key)[0]?.toString();
}

function detailsOf(metadata: Metadata): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(textOf(metadata, 'necips-details-bin') ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
