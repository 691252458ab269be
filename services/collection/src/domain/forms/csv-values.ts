import { type Format, rowFault } from '@necips/domain';
import { findCell, splitCells } from '../csv/cells.ts';
import { decodeRow, decodeText, type TextEncoding } from '../csv/encoding.ts';
import { emptyValues } from './empty-values.ts';
import type { KeyReader, ReadValues, RowForm, ValuesReader } from './row-form.ts';
import { WHOLE_ROW } from './row-form.ts';

/** Rows of a CSV file, of which each column holds one field. */
export function csvValues({ format, fields, encoding }: RowForm): ValuesReader {
  const copyOf = emptyValues(fields);
  return (buffer, start, end, quoted): ReadValues => {
    const { text, faithful } = decodeRow(buffer, start, end, encoding);
    // A fault of the whole row shows the row, and so what must not leave the node.
    const shown = format.hasInternalFields ? '' : text;
    if (!faithful) return { values: undefined, faults: [rowFault('undecodable', WHOLE_ROW, shown)] };
    const cells = splitCells(text, quoted);
    if (cells.length !== fields.length) {
      const counts = { actual: cells.length, expected: fields.length };
      return { values: undefined, faults: [rowFault('wrong_column_count', WHOLE_ROW, shown, counts)] };
    }
    const values = copyOf();
    for (let i = 0; i < fields.length; i++) values[fields[i]!] = cells[i]!;
    return { values, faults: [] };
  };
}

/** Reads the business key out of a row's bytes without reading the rest of the row. */
export function csvKey(format: Format, fields: readonly string[], encoding: () => TextEncoding): KeyReader {
  const columns = format.keyFields.flatMap((name) => {
    const column = fields.indexOf(name);
    return column < 0 ? [] : [{ name, column }];
  });
  return (buffer, start, end) => {
    const values: Record<string, string> = {};
    for (const { name, column } of columns) {
      const cell = findCell(buffer, start, end, column);
      if (!cell || cell.end === cell.start) continue;
      const text = textOf(buffer, cell.start, cell.end, encoding());
      values[name] = text.startsWith('"') ? (splitCells(text, true)[0] ?? '') : text;
    }
    return format.readKey(values);
  };
}

function textOf(buffer: Buffer, start: number, end: number, encoding: TextEncoding): string {
  return encoding === 'utf-8' ? buffer.toString('utf8', start, end) : decodeText(buffer.subarray(start, end), encoding);
}
