import type { RowHandler } from '../csv/row-scanner.ts';

const LINE_FEED = 0x0a;

/** Gives the lines of a stored piece, each ended by a line feed, as rows; an empty one is `empty`. */
export function eachLine(bytes: Buffer, onRow: RowHandler): void {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, start);
    const stop = end < 0 ? bytes.length : end;
    onRow(bytes, start, stop, stop === start ? 'empty' : 'row', false);
    start = stop + 1;
  }
}
