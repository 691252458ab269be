import { writeXlsx } from 'hucre/xlsx';

/** A sheet of texts. */
export interface SheetToWrite {
  /** At most 31 characters. */
  name: string;
  isHidden?: boolean;
  rows: readonly (readonly string[])[];
  columns: readonly ColumnToWrite[];
}

export interface ColumnToWrite {
  /** In characters. */
  width: number;
  /** Shown with the heading. */
  note?: string;
  /** What may be chosen from the second row on, as the column of another sheet, from 0, and how many rows it has. */
  choices?: { sheet: string; column: number; rows: number; isBinding: boolean };
}

/**
 * Writes a workbook of texts: every column is formatted as text, so that what is filled in stays as it was typed – a spreadsheet would
 * make numbers of codes, with 15 digits, and days of dates.
 */
export async function writeWorkbook(sheets: readonly SheetToWrite[]): Promise<Uint8Array> {
  return await writeXlsx({
    sheets: sheets.map(({ name, isHidden, rows, columns }) => ({
      name,
      hidden: isHidden === true,
      columns: columns.map(({ width }) => ({ width, numFmt: TEXT })),
      rows: rows.map((cells) => [...cells]),
      freezePane: { rows: 1 },
      cells: new Map(
        columns.flatMap(({ note }, column) =>
          note === undefined ? [] : [[`0,${column}`, { comment: { text: note } }] as const],
        ),
      ),
      dataValidations: columns.flatMap(({ choices }, column) => {
        if (!choices) return [];
        const { sheet, rows: count, isBinding } = choices;
        const [from, to] = [columnName(column), columnName(choices.column)];
        return {
          type: 'list' as const,
          formula1: `'${sheet}'!$${to}$1:$${to}$${count}`,
          range: `${from}2:${from}${ROWS_MAX}`,
          allowBlank: true,
          showErrorMessage: isBinding,
          errorStyle: 'warning' as const,
        };
      }),
    })),
  });
}

const TEXT = '@';
const ROWS_MAX = 1_048_576;
const LETTERS = 26;

/** The name of a column, from 0: A, …, Z, AA, … */
function columnName(column: number): string {
  const rest = Math.floor(column / LETTERS);
  return (rest > 0 ? columnName(rest - 1) : '') + String.fromCharCode(0x41 + (column % LETTERS));
}
