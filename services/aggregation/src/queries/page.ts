import { ServiceError } from '@necips/runtime';

/** One page of a list whose newest entries come first. */
export interface Page<T> {
  items: T[];
  /** Opaque; absent on the last page. */
  next?: string;
}

/** The page of entries read one more than wanted. */
export function pageOf<T extends { id: bigint }, U>(rows: readonly T[], limit: number, toItem: (row: T) => U): Page<U> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(toItem), ...(rows.length > limit && last && { next: encodeCursor(last.id) }) };
}

/** The id below which a page goes on. Throws `invalid` for what no page has given out. */
export function decodeCursor(cursor: string): bigint {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (/^id:\d{1,18}$/.test(text)) return BigInt(text.slice(3));
  throw new ServiceError('invalid', '游标无效 (bad cursor)', { reason: 'bad_cursor' });
}

function encodeCursor(id: bigint): string {
  return Buffer.from(`id:${id}`).toString('base64url');
}
