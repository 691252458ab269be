import { ServiceError } from '@necips/runtime';

/** The text of a single record, which must be a JSON object. Throws `invalid`, reason `not_json`. */
export function requireJsonObject(text: string | null | undefined): string {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return text ?? '';
  } catch {
    // Answered below, as what is JSON and no object is.
  }
  throw new ServiceError('invalid', '请求体应为一个 JSON 对象 (the body must be a JSON object)', {
    reason: 'not_json',
  });
}
