import type { TextEncoding } from '../csv/encoding.ts';
import type { Form } from '../forms/row-form.ts';
import type { RawChunk } from './chunk-builder.ts';
import type { CollectedRows, CollectorLimits } from './row-collector.ts';

/**
 * Reads a file as it arrives into pieces of complete rows, and remembers which business keys occur. Throws an IntakeFault for a file
 * that is refused as a whole.
 */
export interface UploadReader {
  /** Takes the next bytes, which must not change afterwards; the first ones must hold the byte order mark, if any. */
  push(bytes: Buffer): void;
  /** The pieces that are complete by now. */
  takeChunks(): RawChunk[];
  /** Ends the file. After it, `takeChunks` gives the last piece. Throws a CutOff where the file is not complete. */
  end(): Promise<UploadSummary>;
}

export interface UploadSummary extends CollectedRows {
  /** As its rows are stored. */
  form: Form;
  /** Field of each column; empty where each row names its own. */
  fields: readonly string[];
  encoding: TextEncoding;
}

/** The limits that apply while a file arrives; see the config for each. */
export interface IntakeLimits extends CollectorLimits {
  readonly rowBytesMax: number;
  readonly headerBytesMax: number;
  readonly unclosedQuotesMax: number;
}
