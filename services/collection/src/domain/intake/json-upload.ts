import type { Format } from '@necips/domain';
import { jsonKey } from '../forms/json-values.ts';
import type { KeyReader } from '../forms/row-form.ts';
import { stripBom } from './byte-order-mark.ts';
import type { RawChunk } from './chunk-builder.ts';
import { IntakeFault } from './faults.ts';
import { RowCollector } from './row-collector.ts';
import type { IntakeLimits, UploadReader, UploadSummary } from './upload-reader.ts';

/**
 * Reads JSON Lines as they arrive: one object a line, UTF-8. The number of a row is that of its line; blank lines hold nothing. A line
 * beyond the limit is dropped as it arrives.
 */
export class JsonUpload implements UploadReader {
  readonly #limits: IntakeLimits;
  readonly #rows: RowCollector;
  readonly #readKey: KeyReader;
  #hasBegun = false;
  #carry: Buffer = EMPTY;
  #isDropping = false;

  constructor(limits: IntakeLimits, format: Format) {
    this.#limits = limits;
    this.#rows = new RowCollector(limits);
    this.#readKey = jsonKey(format);
  }

  push(bytes: Buffer): void {
    const rest = this.#hasBegun ? bytes : stripBom(bytes).rest;
    this.#hasBegun = true;
    const buffer = this.#carry.length === 0 ? rest : Buffer.concat([this.#carry, rest]);
    let start = 0;
    for (let end = buffer.indexOf(LINE_FEED); end >= 0; end = buffer.indexOf(LINE_FEED, start)) {
      this.#addLine(buffer, start, end);
      start = end + 1;
    }
    this.#carry = buffer.subarray(start);
    if (this.#carry.length <= this.#limits.rowBytesMax) return;
    this.#isDropping = true;
    this.#carry = EMPTY;
  }

  takeChunks(): RawChunk[] {
    return this.#rows.takeChunks();
  }

  async end(): Promise<UploadSummary> {
    if (this.#carry.length > 0 || this.#isDropping) this.#addLine(this.#carry, 0, this.#carry.length);
    if (this.#rows.isEmpty) throw new IntakeFault('unprocessable', 'empty_file', '文件为空 (empty file)');
    return { ...(await this.#rows.end()), form: 'json', fields: [], encoding: 'utf-8' };
  }

  #addLine(buffer: Buffer, start: number, lineEnd: number): void {
    const end = lineEnd > start && buffer[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
    const isTooLarge = this.#isDropping || end - start > this.#limits.rowBytesMax;
    this.#isDropping = false;
    if (isTooLarge) this.#rows.reportRow('row_too_large');
    else if (isBlank(buffer, start, end)) this.#rows.skipRow();
    else this.#rows.addRow(buffer, start, end, this.#readKey(buffer, start, end));
  }
}

const EMPTY = Buffer.alloc(0);
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

function isBlank(buffer: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (buffer[i]! > SPACE) return false;
  return true;
}
