import { readFile } from 'node:fs/promises';
import { addSignature, cosignerOf, type NoteSigner, parseSignerKey, verifierKeyOf } from '@necips/tlog';

/** The centre's own key: what it says of a province's log, it signs. */
export class CentreKey {
  /** For statements of the centre's own. */
  readonly signer: NoteSigner;
  /** What others pin. */
  readonly verifierKey: string;
  readonly #signerKey: string;

  /** Reads a private note signer key. Throws LogError `malformed`. */
  constructor(signerKey: string) {
    this.#signerKey = signerKey;
    this.signer = parseSignerKey(signerKey);
    this.verifierKey = verifierKeyOf(signerKey);
  }

  /** Reads the key from its file. */
  static async read(file: string): Promise<CentreKey> {
    return new CentreKey((await readFile(file, 'utf8')).trim());
  }

  /** A province's checkpoint with the centre's cosignature: verified and applied to its size as of `nowMs`. */
  cosign(checkpoint: string, nowMs: number): string {
    return addSignature(checkpoint, cosignerOf(this.#signerKey, Math.floor(nowMs / 1000)));
  }
}
