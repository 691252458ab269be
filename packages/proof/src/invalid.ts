/** A file that does not hold, thrown where it is found and made a verdict in `verifyProof`. */
export class Invalid extends Error {
  override readonly name = 'Invalid';
  readonly check: Check;

  constructor(check: Check, message: string) {
    super(message);
    this.check = check;
  }
}

/** The checks of docs/proof-format.md. */
export type Check =
  | 'too_large'
  | 'malformed'
  | 'leaf'
  | 'signature'
  | 'inclusion'
  | 'content'
  | 'head'
  | 'cosignature'
  | 'relation';
