import type { FieldKind } from '@necips/domain';
import { type CellValue, dateOfSerial } from '@necips/workbook';
import type { StoredCell } from '../forms/cells-values.ts';

/**
 * A cell of a sheet as it is stored: what its reader would see, as text. A workbook keeps dates as numbers of days, and numbers in
 * double precision: a number in a field of dates is a day, and one that is shown as a date in any other field, or has more than 15
 * digits, is not what was meant and is refused, as are formulas.
 */
export function storedCell(cell: CellValue | undefined, kind: FieldKind | undefined, is1904: boolean): StoredCell {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if ('bad' in cell) return { fault: BAD_CELLS[cell.bad], shown: cell.shown };
  const number = Number(cell.number);
  if (kind === 'date') {
    if (!cell.isDate && isWrittenDate(number)) return String(number);
    return dateOfSerial(number, is1904) ?? { fault: 'bad_serial_date', shown: cell.number };
  }
  if (cell.isDate) return { fault: 'date_cell', shown: dateOfSerial(number, is1904) ?? cell.number };
  if (!Number.isFinite(number) || Math.abs(number) >= DIGITS_LIMIT)
    return { fault: 'imprecise_cell', shown: cell.number };
  return plain(Number(number.toPrecision(DIGITS)));
}

const BAD_CELLS = { formula: 'formula', error: 'error_cell', too_long: 'cell_too_long' } as const;
/** What a workbook keeps of a number, and what every spreadsheet program shows of it. */
const DIGITS = 15;
const DIGITS_LIMIT = 10 ** DIGITS;
const FRACTION_DIGITS = 20;

/** A day written as one number, 20180102; as a number of days it would lie beyond the year 9999. */
function isWrittenDate(number: number): boolean {
  return Number.isInteger(number) && number >= 1900_01_01 && number <= 9999_12_31;
}

/** Without exponent. */
function plain(number: number): string {
  const text = String(number);
  return text.includes('e') ? number.toFixed(FRACTION_DIGITS).replace(/\.?0+$/, '') : text;
}
