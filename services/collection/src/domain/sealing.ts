import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/**
 * Seals what never leaves the node under the node's key: AES-256-GCM, with a key of its own for each use. `bound` is authenticated
 * along with the text, so that what was sealed for one record or piece cannot be put in the place of another.
 */
export function createSealer(key: Buffer): Sealer {
  const keyFor = (use: string) => createHmac('sha256', key).update(`necips/sealing/${use}/v1`).digest();
  const [textKey, digestKey] = [keyFor('text'), keyFor('digest')];
  const seal = (text: Uint8Array, bound: string) => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', textKey, nonce).setAAD(Buffer.from(bound));
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  };
  const digest = (text: string | Uint8Array) => createHmac('sha256', digestKey).update(text).digest();
  return {
    seal,
    open: (sealed, bound) => {
      const decipher = createDecipheriv('aes-256-gcm', textKey, sealed.subarray(0, NONCE_BYTES));
      decipher.setAAD(Buffer.from(bound)).setAuthTag(sealed.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
    digest,
    sealPart: (text, recordId) => ({
      digest: digest(`${recordId}\n${text}`),
      sealed: seal(Buffer.from(text), recordId),
    }),
    keyDigest: keyFor('key-digest'),
  };
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The internal part of a version as it is kept. */
export interface SealedPart {
  /** Keyed hash by which a change is noticed, 32 bytes; another one for the same text of another record. */
  digest: Buffer;
  sealed: Buffer;
}

export interface Sealer {
  seal(text: Uint8Array, bound: string): Buffer;
  /** Throws where it was sealed under another key or bound to something else. */
  open(sealed: Uint8Array, bound: string): Buffer;
  /** Keyed hash of a text, 32 bytes. */
  digest(text: string | Uint8Array): Buffer;
  /** Seals canonical JSON of a record; `open` takes its recordId. */
  sealPart(text: string, recordId: string): SealedPart;
  /** Knows the key again, 32 bytes. */
  keyDigest: Buffer;
}
