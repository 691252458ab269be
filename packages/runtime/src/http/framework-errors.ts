import type { FastifyError } from 'fastify';
import { ServiceError, toServiceError } from '../errors.ts';
import { toFieldFaults } from './validation.ts';

/** A `ServiceError` for whatever a route, a hook or Fastify itself threw, and the status where HTTP has a finer one. */
export function fromThrown(error: unknown): { error: ServiceError; status?: number } {
  if (error instanceof ServiceError || !(error instanceof Error)) return { error: toServiceError(error) };
  const { validation, validationContext, code, statusCode } = error as Partial<FastifyError>;
  if (validation) return { error: invalidFields(validation, validationContext) };
  const known = code === undefined ? undefined : FRAMEWORK_ERRORS[code];
  if (known) return { error: known(error), ...(code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' && { status: 415 }) };
  if (code?.startsWith('FST_') && statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { error: new ServiceError('invalid', `请求有误 (${error.message})`, { cause: error }), status: statusCode };
  }
  return { error: toServiceError(error) };
}

function invalidFields(
  validation: NonNullable<FastifyError['validation']>,
  part: FastifyError['validationContext'],
): ServiceError {
  const faults = toFieldFaults(validation, part);
  const first = faults[0];
  const message = first ? `参数有误：${first.field} ${first.message}` : '参数有误 (invalid request)';
  return new ServiceError('invalid', message, { reason: 'validation', details: { errors: faults } });
}

const malformed = (cause: Error) =>
  new ServiceError('invalid', '请求体不是合法的 JSON (malformed JSON body)', { reason: 'malformed_body', cause });

const FRAMEWORK_ERRORS: Record<string, (cause: Error) => ServiceError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: (cause) =>
    new ServiceError('too_large', '请求体超过上限 (request body too large)', { reason: 'body_too_large', cause }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: (cause) =>
    new ServiceError('invalid', '不支持的内容类型 (unsupported media type)', {
      reason: 'unsupported_media_type',
      cause,
    }),
  FST_ERR_CTP_EMPTY_TYPE: (cause) =>
    new ServiceError('invalid', '缺少 Content-Type (missing content type)', {
      reason: 'unsupported_media_type',
      cause,
    }),
  FST_ERR_CTP_INVALID_JSON_BODY: malformed,
  FST_ERR_CTP_EMPTY_JSON_BODY: malformed,
  FST_ERR_BAD_URL: (cause) =>
    new ServiceError('invalid', '网址有误 (malformed URL)', { reason: 'malformed_url', cause }),
};
