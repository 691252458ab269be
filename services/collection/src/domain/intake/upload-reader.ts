import type { RegistrationField } from '@necips/domain';
import { encodingOf, type TextEncoding } from '../csv/encoding.ts';
import { RowScanner, type ScannedKind } from '../csv/row-scanner.ts';
import { type BusinessKeyReader, businessKeyReader } from './business-key.ts';
import { stripBom } from './byte-order-mark.ts';
import { ChunkBuilder, type RawChunk } from './chunk-builder.ts';
import { CutOff, IntakeFault } from './faults.ts';
import { readHeader } from './header.ts';
import { KeyHashes } from './key-hashes.ts';

/**
 * Reads a file as it arrives, without parsing its rows: checks the header at once, cuts what follows into pieces of complete
 * rows, and remembers which business keys occur. Throws an IntakeFault for a file that is refused as a whole.
 */
export class UploadReader {
  readonly #limits: IntakeLimits;
  readonly #scanner: RowScanner;
  readonly #chunks: ChunkBuilder;
  readonly #hashes = new KeyHashes();
  #contentBytes = 0;
  #rows = 0;
  #unclosedQuotes = 0;
  #fields: RegistrationField[] | undefined;
  #readKey: BusinessKeyReader = () => undefined;
  #encoding: TextEncoding | undefined;

  constructor(limits: IntakeLimits, encoding?: TextEncoding) {
    this.#limits = limits;
    this.#encoding = encoding;
    this.#chunks = new ChunkBuilder(limits.chunkBytes);
    this.#scanner = new RowScanner(limits.rowBytesMax, (buffer, start, end, kind) => {
      if (kind === 'empty') return;
      if (this.#fields) this.#addRow(buffer, start, end, kind);
      else this.#addHeader(buffer.subarray(start, end), kind);
    });
  }

  /** Takes the next bytes, which must not change afterwards; the first ones must hold the byte order mark, if any. */
  push(bytes: Buffer): void {
    let rest = bytes;
    if (this.#contentBytes === 0) {
      const start = stripBom(bytes);
      rest = start.rest;
      this.#encoding ??= start.encoding;
    }
    this.#contentBytes += bytes.length;
    this.#scanner.push(rest);
    if (!this.#fields && this.#contentBytes > this.#limits.headerBytesMax) throw notCsv('首行过长');
  }

  /** The pieces that are complete by now. */
  takeChunks(): RawChunk[] {
    return this.#chunks.take();
  }

  /** Ends the file. After it, `takeChunks` gives the last piece. Throws a CutOff where the file is not complete. */
  async end(): Promise<UploadSummary> {
    const { inQuotes } = this.#scanner.end();
    if (inQuotes) {
      const message = `文件在第 ${this.#rows + 1} 行的双引号内结束，可能不完整 (the file ends inside a quoted field)`;
      throw new CutOff('ends_in_quoted_field', message);
    }
    if (!this.#fields) throw new IntakeFault('unprocessable', 'empty_file', '文件为空 (empty file)');
    if (this.#rows === 0) {
      throw new IntakeFault('unprocessable', 'header_only', '文件只有表头，没有数据行 (header only)');
    }
    this.#chunks.close();
    const repeatedKeys = await this.#hashes.repeated();
    const { repeatedKeysMax } = this.#limits;
    if (repeatedKeys.length > repeatedKeysMax) {
      const message = `同一文件中重复的主体超过 ${repeatedKeysMax} 个，请拆分后提交 (too many repeated keys)`;
      throw new IntakeFault('too_large', 'too_many_repeated_keys', message, { repeatedKeysMax });
    }
    return {
      fields: this.#fields,
      encoding: this.#encoding ?? 'utf-8',
      contentBytes: this.#contentBytes,
      rows: this.#rows,
      reportedRows: this.#chunks.reportedRows,
      repeatedKeys,
    };
  }

  #addHeader(row: Buffer, kind: ScannedKind): void {
    if (kind !== 'row' || row.length > this.#limits.headerBytesMax) throw notCsv('首行过长');
    const header = readHeader(row, this.#encoding);
    if (!header.ok) throw new IntakeFault('unprocessable', header.reason, header.message, header.details);
    this.#fields = header.fields;
    this.#encoding = header.encoding;
    this.#readKey = businessKeyReader(header.fields);
  }

  #addRow(buffer: Buffer, start: number, end: number, kind: ScannedKind): void {
    this.#rows += 1;
    const { rowsMax, unclosedQuotesMax } = this.#limits;
    if (this.#rows > rowsMax) {
      throw new IntakeFault('too_large', 'too_many_rows', `文件超过 ${rowsMax} 行 (too many rows)`, { rowsMax });
    }
    if (kind === 'row') {
      this.#encoding ??= encodingOf(buffer.subarray(start, end));
      const key = this.#readKey(buffer, start, end, this.#encoding ?? 'utf-8');
      if (key !== undefined) this.#hashes.add(key);
      this.#chunks.add(buffer, start, end);
      return;
    }
    if (kind === 'unclosed_quote' && ++this.#unclosedQuotes > unclosedQuotesMax) throw notCsv('双引号不成对');
    this.#chunks.report(this.#rows, kind === 'unclosed_quote' ? 'unclosed_quote' : 'row_too_large');
  }
}

export interface UploadSummary {
  fields: RegistrationField[];
  encoding: TextEncoding;
  contentBytes: number;
  rows: number;
  /** Rows that the door itself reported. */
  reportedRows: number;
  /** Hashes of business keys that occur more than once, ascending. */
  repeatedKeys: Uint32Array;
}

/** The limits that apply while a file arrives; see the config for each. */
export interface IntakeLimits {
  readonly rowBytesMax: number;
  readonly headerBytesMax: number;
  readonly rowsMax: number;
  readonly repeatedKeysMax: number;
  readonly unclosedQuotesMax: number;
  readonly chunkBytes: number;
}

function notCsv(why: string): IntakeFault {
  return new IntakeFault('unprocessable', 'not_csv', `文件不是 CSV：${why} (not CSV)`);
}
