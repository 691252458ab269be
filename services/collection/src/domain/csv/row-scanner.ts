/**
 * Splits a stream of bytes into CSV rows (RFC 4180) without decoding it: `"`, `,`, CR and LF are never part of another
 * character in UTF-8 or GB18030. Lenient where the standard is silent: a quote inside an unquoted field is literal, and so
 * is what follows a closing quote. Empty lines are told apart from rows.
 *
 * Memory is bounded by the row limit: a longer row is dropped as it arrives and reported as `too_large`. A field whose quote
 * is still open when the limit is reached most likely has a stray quote: that row ends at its first line break, is reported
 * as `unclosed_quote`, and reading goes on behind it.
 */
export class RowScanner {
  readonly #rowBytesMax: number;
  readonly #onRow: RowHandler;
  #carry: Buffer = EMPTY;
  #dropping: State | undefined;

  constructor(rowBytesMax: number, onRow: RowHandler) {
    this.#rowBytesMax = rowBytesMax;
    this.#onRow = onRow;
  }

  /** Takes the next bytes. They must not change afterwards: rows, and what is left over, are views of them. */
  push(bytes: Buffer): void {
    let buffer = this.#carry.length === 0 ? bytes : Buffer.concat([this.#carry, bytes]);
    this.#carry = EMPTY;
    if (this.#dropping !== undefined) {
      const end = this.#drop(buffer, this.#dropping);
      if (end < 0) return;
      buffer = buffer.subarray(end + 1);
    }
    this.#scan(buffer);
  }

  /** Ends the input. `inQuotes` is true where it ended inside a quoted field: then it was cut off. */
  end(): { inQuotes: boolean } {
    if (this.#dropping !== undefined) {
      const inQuotes = this.#dropping === State.quoted;
      if (!inQuotes) this.#onRow(EMPTY, 0, 0, 'too_large', false);
      return { inQuotes };
    }
    const rest = this.#carry;
    this.#carry = EMPTY;
    if (rest.length === 0) return { inQuotes: false };
    const quoted = rest.includes(QUOTE);
    if (quoted && findRowEnd(rest, 0, State.fieldStart).state === State.quoted) return { inQuotes: true };
    this.#emit(rest, 0, rest.length, quoted);
    return { inQuotes: false };
  }

  #scan(buffer: Buffer): void {
    let start = 0;
    // The next quote is looked for once and not for every row: most rows have none.
    let nextQuote = buffer.indexOf(QUOTE);
    while (start < buffer.length) {
      if (nextQuote >= 0 && nextQuote < start) nextQuote = buffer.indexOf(QUOTE, start);
      let end = buffer.indexOf(LF, start);
      let state: State = State.fieldStart;
      const quoted = nextQuote >= 0 && (end < 0 || nextQuote < end);
      if (quoted) ({ end, state } = findRowEnd(buffer, start, State.fieldStart));
      if (end >= 0) {
        this.#emit(buffer, start, end, quoted);
        start = end + 1;
        continue;
      }
      if (buffer.length - start <= this.#rowBytesMax) {
        this.#carry = buffer.subarray(start);
        return;
      }
      const lineEnd = state === State.quoted ? buffer.indexOf(LF, start) : -1;
      if (lineEnd < 0) {
        if (!quoted) state = buffer.at(-1) === COMMA ? State.fieldStart : State.plain;
        this.#dropping = state;
        return;
      }
      this.#onRow(buffer, start, lineEnd, 'unclosed_quote', true);
      start = lineEnd + 1;
    }
  }

  #drop(buffer: Buffer, from: State): number {
    const { end, state } = findRowEnd(buffer, 0, from);
    this.#dropping = end < 0 ? state : undefined;
    if (end >= 0) this.#onRow(EMPTY, 0, 0, 'too_large', false);
    return end;
  }

  #emit(buffer: Buffer, start: number, end: number, quoted: boolean): void {
    const contentEnd = end > start && buffer[end - 1] === CR ? end - 1 : end;
    if (contentEnd === start) this.#onRow(buffer, start, start, 'empty', false);
    else if (contentEnd - start > this.#rowBytesMax) this.#onRow(EMPTY, 0, 0, 'too_large', false);
    else this.#onRow(buffer, start, contentEnd, 'row', quoted);
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;
const EMPTY = Buffer.alloc(0);

const State = { fieldStart: 0, plain: 1, quoted: 2, quoteInQuoted: 3 } as const;
type State = (typeof State)[keyof typeof State];

/** Finds the line break that ends a row; -1 and the state reached where the buffer ends first. */
function findRowEnd(buffer: Buffer, from: number, entry: State): { end: number; state: State } {
  let state = entry;
  for (let i = from; i < buffer.length; i++) {
    if (state === State.quoted) {
      i = buffer.indexOf(QUOTE, i);
      if (i < 0) return { end: -1, state };
      state = State.quoteInQuoted;
      continue;
    }
    const byte = buffer[i];
    if (byte === LF) return { end: i, state };
    if (byte === COMMA) state = State.fieldStart;
    else if (byte === QUOTE) state = state === State.plain ? State.plain : State.quoted;
    else state = State.plain;
  }
  return { end: -1, state };
}

/**
 * Takes one row: the bytes from `start` to `end`, without line break. `quoted` tells that it may hold quotes. The bytes of
 * a row that is `too_large` are gone.
 */
export type RowHandler = (buffer: Buffer, start: number, end: number, kind: ScannedKind, quoted: boolean) => void;

export type ScannedKind = 'row' | 'empty' | 'too_large' | 'unclosed_quote';
