/** The cells of a decoded row, unquoted. The rules are those of `RowScanner`. */
export function splitCells(row: string, quoted: boolean): string[] {
  if (!quoted) return row.split(',');
  const cells: string[] = [];
  let start = 0;
  for (;;) {
    const cell = row[start] === '"' ? readQuoted(row, start) : readPlain(row, start);
    cells.push(cell.text);
    if (cell.end >= row.length) return cells;
    start = cell.end + 1;
  }
}

/**
 * Where a cell stands in the bytes of a row: from `start` to `end` (exclusive), with its quotes. Undefined where the row
 * has fewer cells.
 */
export function findCell(
  buffer: Buffer,
  rowStart: number,
  rowEnd: number,
  index: number,
): { start: number; end: number } | undefined {
  let start = rowStart;
  for (let cell = 0; ; cell++) {
    const end = endOfCell(buffer, start, rowEnd);
    if (cell === index) return { start, end };
    if (end >= rowEnd) return undefined;
    start = end + 1;
  }
}

/** Writes cells as a CSV row without line break, so that `splitCells` reads the same cells again. */
export function writeCells(cells: readonly string[]): string {
  // A row of one empty cell would be an empty line, which is no row.
  if (cells.length <= 1 && !cells[0]) return '""';
  return cells.map((cell) => (NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

/**
 * A cell for people who will open the file in a spreadsheet: what such a program would take for a formula is led by an
 * apostrophe, so that a value submitted by somebody else is never executed.
 */
export function spreadsheetCell(text: string): string {
  return /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
}

const NEEDS_QUOTES = /[",\r\n]/;
const QUOTE = 0x22;
const COMMA = 0x2c;

function readPlain(row: string, start: number): { text: string; end: number } {
  const comma = row.indexOf(',', start);
  const end = comma < 0 ? row.length : comma;
  return { text: row.slice(start, end), end };
}

function readQuoted(row: string, start: number): { text: string; end: number } {
  let text = '';
  for (let from = start + 1; ; ) {
    const quote = row.indexOf('"', from);
    // Only a row whose quote never closed has none: the rest of it is the cell.
    if (quote < 0) return { text: text + row.slice(from), end: row.length };
    text += row.slice(from, quote);
    if (row[quote + 1] !== '"') {
      const rest = readPlain(row, quote + 1);
      return { text: text + rest.text, end: rest.end };
    }
    text += '"';
    from = quote + 2;
  }
}

function endOfCell(buffer: Buffer, start: number, rowEnd: number): number {
  let i = start;
  if (buffer[i] === QUOTE) {
    i += 1;
    while (i < rowEnd) {
      if (buffer[i] !== QUOTE) i += 1;
      else if (buffer[i + 1] === QUOTE && i + 1 < rowEnd) i += 2;
      else break;
    }
  }
  while (i < rowEnd && buffer[i] !== COMMA) i += 1;
  return Math.min(i, rowEnd);
}
