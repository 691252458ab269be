import { createHmac } from 'node:crypto';

/**
 * Makes tombstones (墓碑) under a node's key: HMAC-SHA-256 over a record's identity. Whoever has not the key cannot tell whose
 * tombstone it is, though all codes of subjects can be listed. The key never leaves the node.
 */
export function createTombstoneMaker(key: Uint8Array): TombstoneMaker {
  const hmac = (text: string) => createHmac('sha256', key).update(text).digest();
  return {
    of: (recordId) => hmac(recordId),
    ofContent: (publicPart, restrictedPart) => hmac(`content\n${publicPart.length}\n${publicPart}${restrictedPart}`),
    ofRequest: (request) => hmac(`request\n${request}`),
    // No recordId has this form: those begin with a node.
    keyDigest: hmac('necips/tombstone-key/v1'),
  };
}

/**
 * What stands in a record's place once the node shall know it by its tombstone only. It has the form of an identity, so that
 * readers of the feed need no second form, and is nobody's: no business key begins with `~`.
 */
export function namelessRecordId(recordId: string, tombstone: Uint8Array): string {
  return `${recordId.slice(0, ITEM_END)}~${Buffer.from(tombstone).toString('base64url')}`;
}

/** Whether an identity is such a stand-in. */
export function isNameless(recordId: string): boolean {
  return recordId[ITEM_END] === '~';
}

/** Behind `330000/REG/`. */
const ITEM_END = 11;

export interface TombstoneMaker {
  /** 32 bytes. */
  of: (recordId: string) => Buffer;
  /** Tells whether two bodies say the same, without keeping either, 32 bytes. */
  ofContent: (publicPart: string, restrictedPart: string) => Buffer;
  /** Tells two requests under one idempotency key apart, without keeping whom they named. */
  ofRequest: (request: string) => Buffer;
  /** Knows the key again, 32 bytes. */
  keyDigest: Buffer;
}
