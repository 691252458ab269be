import { type Format, rowFault } from '@necips/domain';
import { type Fault, type IntakeFaultCode, intakeFault } from '../intake-faults.ts';
import { emptyValues } from './empty-values.ts';
import { type KeyReader, type ReadValues, type RowForm, type ValuesReader, WHOLE_ROW } from './row-form.ts';

/** A cell of a stored row: its text, or why its content was not taken. */
export type StoredCell = string | { fault: IntakeFaultCode; shown: string };

/** Rows of cells: each line is a JSON array with a text for each column. */
export function cellsValues({ format, fields }: RowForm): ValuesReader {
  const columns = fields.map(
    (name) => format.fields.find((field) => field.name === name) ?? { ...WHOLE_ROW, name, visibility: 'public' },
  );
  const copyOf = emptyValues(fields);
  return (buffer, start, end): ReadValues => {
    const cells = parseCells(buffer, start, end);
    if (cells.length !== columns.length) {
      const shown = format.hasInternalFields ? '' : cells.map(textOf).join(',');
      const counts = { actual: cells.length, expected: columns.length };
      return { values: undefined, faults: [rowFault('wrong_column_count', WHOLE_ROW, shown, counts)] };
    }
    const values = copyOf();
    const faults: Fault[] = [];
    for (let i = 0; i < columns.length; i++) {
      const cell = cells[i]!;
      const field = columns[i]!;
      if (typeof cell === 'string') values[field.name] = cell;
      else faults.push(intakeFault(cell.fault, field, field.visibility === 'internal' ? HIDDEN : cell.shown));
    }
    return { values, faults };
  };
}

/** Reads the business key of a row of cells. */
export function cellsKey(format: Format, fields: readonly string[]): KeyReader {
  const readKey = keyOfCells(format, fields);
  return (buffer, start, end) => readKey(parseCells(buffer, start, end));
}

/** The business key of cells that are parsed already. */
export function keyOfCells(
  format: Format,
  fields: readonly string[],
): (cells: readonly StoredCell[]) => string | undefined {
  const columns = format.keyFields.flatMap((name) => {
    const column = fields.indexOf(name);
    return column < 0 ? [] : [{ name, column }];
  });
  return (cells) => {
    const values: Record<string, string> = {};
    for (const { name, column } of columns) {
      const cell = cells[column];
      if (typeof cell === 'string') values[name] = cell;
    }
    return format.readKey(values);
  };
}

/** What is shown of a value that never leaves the node. */
const HIDDEN = '***';

function parseCells(buffer: Buffer, start: number, end: number): StoredCell[] {
  return JSON.parse(buffer.toString('utf8', start, end)) as StoredCell[];
}

function textOf(cell: StoredCell): string {
  return typeof cell === 'string' ? cell : cell.shown;
}
