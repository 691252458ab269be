import { createHash } from 'node:crypto';
import { ServiceError } from '@necips/runtime';

/**
 * An opaque cursor: where a listing stands, and which listing, so that a cursor of another query is refused instead of
 * silently leaving hits out.
 */
export function encodeCursor(listing: string, position: string[]): string {
  return Buffer.from(JSON.stringify([tagOf(listing), ...position])).toString('base64url');
}

/** The position in a cursor of this listing, `length` texts. Throws `invalid`, reason `bad_cursor`. */
export function decodeCursor(listing: string, cursor: string, length: number): string[] {
  const [tag, ...position] = parse(cursor);
  if (tag !== tagOf(listing) || position.length !== length) throw badCursor();
  return position;
}

function parse(cursor: string): string[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(value) && value.every(isPlainText)) return value;
  } catch {
    // Not one of ours, like any other that does not parse.
  }
  throw badCursor();
}

// U+0000 is the one character that PostgreSQL cannot be asked about.
function isPlainText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed();
}

function tagOf(listing: string): string {
  return createHash('sha256').update(listing).digest('base64url').slice(0, 8);
}

function badCursor(): ServiceError {
  return new ServiceError('invalid', '游标无效，或属于另一个查询 (bad cursor, or one of another query)', {
    reason: 'bad_cursor',
  });
}
