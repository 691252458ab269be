import { createHash } from 'node:crypto';

/** What identifies the content of one entry of a record feed. */
export interface DigestedVersion {
  recordId: string;
  version: number;
  /** 1 publish, 2 withdraw, as in `necips.feed.v1.Operation`. */
  operation: number;
  head: string;
  publicPart: string;
  restrictedPart: string;
}

/** SHA-256 over the content of one feed entry, 32 bytes: what a cursor carries to know its feed again. */
export function recordVersionDigest(entry: DigestedVersion): Buffer {
  const { recordId, version, operation, head, publicPart, restrictedPart } = entry;
  const content = [recordId, version, operation, head, publicPart, restrictedPart].join('\n');
  return createHash('sha256').update(content).digest();
}
