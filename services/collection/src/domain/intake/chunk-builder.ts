import type { IntakeFaultCode } from '../intake-faults.ts';

/** A piece of an upload: complete rows, each ended by a line feed; an empty line for each row that is only reported or skipped. */
export interface RawChunk {
  /** Number of its first row; the first row after the header is 1. */
  firstRow: number;
  rows: number;
  bytes: Buffer;
  /** Rows of it that the door found unreadable. */
  reports: { row: number; code: IntakeFaultCode }[];
}

/** Gathers rows into pieces of about `chunkBytes`. Rows are kept as views of what arrived, and copied once. */
export class ChunkBuilder {
  readonly #chunkBytes: number;
  #ready: RawChunk[] = [];
  #spans: Span[] = [];
  #bytes = 0;
  #firstRow = 1;
  #rows = 0;
  #reports: RawChunk['reports'] = [];
  reportedRows = 0;

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  add(buffer: Buffer, start: number, end: number): void {
    const last = this.#spans.at(-1);
    // Neighbours become one span, so that a piece is some twenty copies and not a thousand.
    if (last && last.buffer === buffer && isLineBreak(buffer, last.end, start)) last.end = end;
    else this.#spans.push({ buffer, start, end });
    this.#count(end - start + 1);
  }

  report(row: number, code: IntakeFaultCode): void {
    this.#reports.push({ row, code });
    this.reportedRows += 1;
    this.skip();
  }

  /** Adds a row that holds nothing, so that those behind it keep their numbers. */
  skip(): void {
    this.#spans.push({ buffer: EMPTY, start: 0, end: 0 });
    this.#count(1);
  }

  /** Ends the piece under way, whatever its size. */
  close(): void {
    if (this.#rows === 0) return;
    const parts = this.#spans.flatMap(({ buffer, start, end }) => [buffer.subarray(start, end), LINE_FEED]);
    const bytes = Buffer.concat(parts);
    this.#ready.push({ firstRow: this.#firstRow, rows: this.#rows, bytes, reports: this.#reports });
    this.#firstRow += this.#rows;
    this.#rows = 0;
    this.#bytes = 0;
    this.#spans = [];
    this.#reports = [];
  }

  /** The pieces that are complete; each is given once. */
  take(): RawChunk[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  #count(bytes: number): void {
    this.#rows += 1;
    this.#bytes += bytes;
    if (this.#bytes >= this.#chunkBytes) this.close();
  }
}

const LINE_FEED = Buffer.from('\n');
const EMPTY = Buffer.alloc(0);
const LF = 0x0a;
const CR = 0x0d;

interface Span {
  buffer: Buffer;
  start: number;
  end: number;
}

/** Whether exactly one line break lies between two rows; an empty line must not slip into a piece. */
function isLineBreak(buffer: Buffer, from: number, to: number): boolean {
  if (to - from === 1) return buffer[from] === LF;
  return to - from === 2 && buffer[from] === CR && buffer[from + 1] === LF;
}
