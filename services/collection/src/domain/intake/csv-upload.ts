import type { Format } from '@necips/domain';
import { encodingOf, type TextEncoding } from '../csv/encoding.ts';
import { RowScanner, type ScannedKind } from '../csv/row-scanner.ts';
import { csvKey } from '../forms/csv-values.ts';
import type { KeyReader } from '../forms/row-form.ts';
import { stripBom } from './byte-order-mark.ts';
import type { RawChunk } from './chunk-builder.ts';
import { CutOff, IntakeFault } from './faults.ts';
import { readHeader } from './header.ts';
import { RowCollector } from './row-collector.ts';
import type { IntakeLimits, UploadReader, UploadSummary } from './upload-reader.ts';

/** Reads a CSV file as it arrives, without parsing its rows: checks the header at once, and cuts what follows into complete rows. */
export class CsvUpload implements UploadReader {
  readonly #limits: IntakeLimits;
  readonly #format: Format;
  readonly #scanner: RowScanner;
  readonly #rows: RowCollector;
  #contentBytes = 0;
  #unclosedQuotes = 0;
  #fields: string[] | undefined;
  #readKey: KeyReader = () => undefined;
  #encoding: TextEncoding | undefined;

  constructor(limits: IntakeLimits, format: Format, encoding?: TextEncoding) {
    this.#limits = limits;
    this.#format = format;
    this.#encoding = encoding;
    this.#rows = new RowCollector(limits);
    this.#scanner = new RowScanner(limits.rowBytesMax, (buffer, start, end, kind) => {
      if (kind === 'empty') return;
      if (this.#fields) this.#addRow(buffer, start, end, kind);
      else this.#addHeader(buffer.subarray(start, end), kind);
    });
  }

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

  takeChunks(): RawChunk[] {
    return this.#rows.takeChunks();
  }

  async end(): Promise<UploadSummary> {
    const { inQuotes } = this.#scanner.end();
    if (inQuotes) {
      const message = `文件在第 ${this.#rows.lastRow + 1} 行的双引号内结束，可能不完整 (the file ends inside a quoted field)`;
      throw new CutOff('ends_in_quoted_field', message);
    }
    if (!this.#fields) throw new IntakeFault('unprocessable', 'empty_file', '文件为空 (empty file)');
    const collected = await this.#rows.end();
    return { ...collected, form: 'csv', fields: this.#fields, encoding: this.#encoding ?? 'utf-8' };
  }

  #addHeader(row: Buffer, kind: ScannedKind): void {
    if (kind !== 'row' || row.length > this.#limits.headerBytesMax) throw notCsv('首行过长');
    const header = readHeader(row, this.#encoding, this.#format);
    if (!header.ok) throw new IntakeFault('unprocessable', header.reason, header.message, header.details);
    this.#fields = header.fields;
    this.#encoding = header.encoding;
    this.#readKey = csvKey(this.#format, header.fields, () => this.#encoding ?? 'utf-8');
  }

  #addRow(buffer: Buffer, start: number, end: number, kind: ScannedKind): void {
    if (kind === 'row') {
      this.#encoding ??= encodingOf(buffer.subarray(start, end));
      return this.#rows.addRow(buffer, start, end, this.#readKey(buffer, start, end));
    }
    if (kind === 'unclosed_quote' && ++this.#unclosedQuotes > this.#limits.unclosedQuotesMax)
      throw notCsv('双引号不成对');
    this.#rows.reportRow(kind === 'unclosed_quote' ? 'unclosed_quote' : 'row_too_large');
  }
}

function notCsv(why: string): IntakeFault {
  return new IntakeFault('unprocessable', 'not_csv', `文件不是 CSV：${why} (not CSV)`);
}
