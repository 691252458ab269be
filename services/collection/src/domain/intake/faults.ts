/** A file that is refused at the door: nothing of it is kept. */
export class IntakeFault extends Error {
  readonly code: 'unprocessable' | 'too_large';
  /** Stable, snake_case. */
  readonly reason: string;
  readonly details: Record<string, unknown>;

  constructor(code: IntakeFault['code'], reason: string, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'IntakeFault';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

/** A file that ended too early: its submission is incomplete, publishes nothing, and can be sent again. */
export class CutOff extends Error {
  readonly reason: 'ends_in_quoted_field' | 'truncated_gzip';

  constructor(reason: CutOff['reason'], message: string) {
    super(message);
    this.name = 'CutOff';
    this.reason = reason;
  }
}
