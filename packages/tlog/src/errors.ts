/**
 * What is wrong with log data that came from elsewhere. `malformed`: the bytes do not follow the format; `unverified`: no trusted
 * key signed them, or a trusted key's signature is false; `missing`: the storage or peer does not hold what the tree size promises.
 * Wrong arguments of our own code are RangeError or TypeError instead.
 */
export class LogError extends Error {
  override readonly name = 'LogError';
  readonly code: LogErrorCode;

  constructor(code: LogErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type LogErrorCode = 'malformed' | 'unverified' | 'missing';
