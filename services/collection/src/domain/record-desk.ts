import type { Format } from '@necips/domain';
import type { Transaction } from '@necips/runtime';
import type { RecordAnswer } from './record-outcome.ts';
import type { Provider } from './submission.ts';

/** A single record that somebody waits for. */
export interface SingleRecord {
  provider: Provider;
  format: Format;
  /** A JSON object. */
  record: string;
  idempotencyKey: string | undefined;
  /** The department's signature; see `parseSignature`. */
  signature?: RecordSignature | undefined;
  /** Where it was entered online: the draft that it was. Otherwise it came by the interface. */
  draft?: EnteredDraft | undefined;
}

/** A signature over a single record, which then is a submission of its own. */
export interface RecordSignature {
  header: string;
  /** The record as it was sent, which is what was signed. */
  body: Uint8Array;
}

/** The draft that becomes a record. */
export interface EnteredDraft {
  draftId: string;
  /** Is done in the transaction that makes the record durable; what it throws keeps the record out. */
  handIn: (tx: Transaction, submissionId: string) => Promise<void>;
}

/** Takes single records. */
export interface RecordDesk {
  /**
   * Takes one record, and tells what has become of it. Throws `unprocessable` where the key came with another record or the signature is
   * wrong or missing, `limited` where
   * too many wait, what `handIn` throws, and what the database throws: whether it was recorded is then told by sending it again with the same key.
   */
  submit(request: SingleRecord): Promise<RecordAnswer>;
}
