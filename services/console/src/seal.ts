import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals texts with AES-256-GCM, so that a copy of the database, or a cookie, opens nothing; `boundTo` keeps a seal to one use. */
export function createSeal(key: Buffer): Seal {
  return {
    seal: (text, boundTo) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open: (sealed, boundTo) => {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES)).setAAD(boundTo);
        decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString();
      } catch {
        return undefined;
      }
    },
  };
}

export interface Seal {
  seal(text: string, boundTo: Buffer): Buffer;
  /** Undefined where it was not sealed by this key for this use. */
  open(sealed: Buffer, boundTo: Buffer): string | undefined;
}

/** What the realm gave a person; never leaves the server. */
export interface Tokens {
  access: string;
  refresh: string;
  /** For the logout at the realm. */
  id: string;
}

/** Tokens as they are kept with a session. */
export function sealTokens(seal: Seal, tokens: Tokens, idHash: Buffer): Buffer {
  return seal.seal(JSON.stringify(tokens), idHash);
}

/** Undefined where the console has another key by now: the session is as good as ended. */
export function openTokens(seal: Seal, sealed: Buffer, idHash: Buffer): Tokens | undefined {
  const text = seal.open(sealed, idHash);
  return text === undefined ? undefined : (JSON.parse(text) as Tokens);
}
