import { ServiceError } from '@necips/runtime';

/** An opaque page cursor that carries whole numbers. */
export function writePageCursor(numbers: number[]): string {
  return Buffer.from(numbers.join('.')).toString('base64url');
}

/** The numbers of a page cursor. Throws `invalid` for a text that is not a cursor of `length` numbers. */
export function readPageCursor(cursor: string, length: number): number[] {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const numbers = text.split('.').map(Number);
  const valid = /^\d{1,15}(\.\d{1,15})*$/.test(text) && numbers.length === length;
  if (!valid) throw new ServiceError('invalid', '游标无效 (bad cursor)', { reason: 'bad_cursor' });
  return numbers;
}

/** The page size that a gRPC request asks for; 0 means the default. Throws `invalid` outside 1 to `max`. */
export function pageSize(asked: number, limits: { default: number; max: number }): number {
  if (asked === 0) return limits.default;
  if (asked >= 1 && asked <= limits.max) return asked;
  throw new ServiceError('invalid', `每页应为 1 至 ${limits.max} 条 (bad page size)`, { reason: 'bad_page_size' });
}
