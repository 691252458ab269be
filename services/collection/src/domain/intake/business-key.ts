import { normaliseCode, type RegistrationField } from '@necips/domain';
import { findCell, splitCells } from '../csv/cells.ts';
import { decodeText, type TextEncoding } from '../csv/encoding.ts';

/**
 * Reads the business key out of a row's bytes without reading the rest of the row: the code, or the registration number
 * where there is no code, in the normal form in which `readRegistrationRow` gives it for a valid row.
 */
export function businessKeyReader(fields: readonly RegistrationField[]): BusinessKeyReader {
  const columns = [fields.indexOf('code'), fields.indexOf('registrationNumber')].filter((column) => column >= 0);
  return (buffer, start, end, encoding) => {
    for (const column of columns) {
      const cell = findCell(buffer, start, end, column);
      if (!cell || cell.end === cell.start) continue;
      const text = textOf(buffer, cell.start, cell.end, encoding);
      const key = normaliseCode(text.startsWith('"') ? (splitCells(text, true)[0] ?? '') : text);
      if (key !== '' && key !== 'N/A') return key;
    }
    return undefined;
  };
}

/** Gives the key of the row from `start` to `end`; undefined where it has none. */
export type BusinessKeyReader = (
  buffer: Buffer,
  start: number,
  end: number,
  encoding: TextEncoding,
) => string | undefined;

function textOf(buffer: Buffer, start: number, end: number, encoding: TextEncoding): string {
  return encoding === 'utf-8' ? buffer.toString('utf8', start, end) : decodeText(buffer.subarray(start, end), encoding);
}
