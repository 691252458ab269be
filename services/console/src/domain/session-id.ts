import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 32;
const ID = /^[\w-]{43}$/;

/** A new session id, as the browser's cookie has it. */
export function newSessionId(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}

/** What the database keeps of an id: nobody who reads it can make the cookie. Undefined for what is no id. */
export function hashOfId(id: string | undefined): Buffer | undefined {
  if (id === undefined || !ID.test(id)) return undefined;
  return createHash('sha256').update(id).digest();
}

/** The token that a page sends in a header with everything that changes something; another origin cannot read it. */
export function pageToken(key: Buffer, idHash: Buffer): string {
  return createHmac('sha256', key).update('page-token').update(idHash).digest('base64url');
}

/** Whether the header holds the session's token. */
export function isPageToken(sent: unknown, key: Buffer, idHash: Buffer): boolean {
  if (typeof sent !== 'string') return false;
  const expected = Buffer.from(pageToken(key, idHash));
  const given = Buffer.from(sent);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
