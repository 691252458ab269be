import type { Format } from '@necips/domain';
import type { RecordAnswer } from './record-outcome.ts';
import type { Provider } from './submission.ts';

/** A single record that somebody waits for. */
export interface SingleRecord {
  provider: Provider;
  format: Format;
  /** A JSON object. */
  record: string;
  idempotencyKey: string | undefined;
}

/** Takes single records. */
export interface RecordDesk {
  /**
   * Takes one record, and tells what has become of it. Throws `unprocessable` where the key came with another record, `limited` where
   * too many wait, and what the database throws: whether it was recorded is then told by sending it again with the same key.
   */
  submit(request: SingleRecord): Promise<RecordAnswer>;
}
