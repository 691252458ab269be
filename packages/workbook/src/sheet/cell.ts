/** What a cell holds; an empty one is undefined. Most are texts. */
export type CellValue = string | NumberCell | BadCell;

/** A number as it is written in the file, in double precision: `330106000012345`, `4.2370000000000001`, `1E-3`. */
export interface NumberCell {
  number: string;
  /** It is shown as a date or a time, which a workbook keeps as a number of days. */
  isDate: boolean;
}

/** A cell whose content is not to be taken. */
export interface BadCell {
  bad: 'formula' | 'error' | 'too_long';
  /** What is seen in its place, at most 100 UTF-16 units. */
  shown: string;
}

/** A row of a sheet that holds something. */
export interface SheetRow {
  /** As the sheet shows it, from 1. */
  number: number;
  /** By column, from A. */
  cells: (CellValue | undefined)[];
  /** It holds more than the limit; what it holds is dropped. */
  isTooLarge: boolean;
}
