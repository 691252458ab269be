import { WorkbookFault } from '../workbook-fault.ts';
import { attributeOf, type XmlHandler } from '../xml/tokenizer.ts';
import type { CellValue, SheetRow } from './cell.ts';
import { CELL_CHARACTERS_MAX, decodeEscapes } from './cell-text.ts';

/** A cell that refers to a shared text, until that is put in. */
export interface SharedCell {
  shared: number;
}

/** A row as it is parsed, with shared texts still to be put in. */
export interface ParsedRow extends Omit<SheetRow, 'cells'> {
  cells: (CellValue | SharedCell | undefined)[];
}

/**
 * Gathers the rows of a sheet from its tags. Cells without content and rows without cells are passed over, so that rows which are only
 * formatted do not count. `takeRows` gives each row once.
 */
export class SheetParser implements XmlHandler {
  readonly #dateStyles: readonly boolean[];
  readonly #limits: SheetLimits;
  #rows: ParsedRow[] = [];
  #row: ParsedRow | undefined;
  #rowNumber = 0;
  #rowCharacters = 0;
  #column = -1;
  #type = '';
  #style = 0;
  #hasFormula = false;
  #value = '';
  #isValue = false;
  #phonetic = 0;
  readonly merged: string[] = [];

  constructor(dateStyles: readonly boolean[], limits: SheetLimits) {
    this.#dateStyles = dateStyles;
    this.#limits = limits;
  }

  takeRows(): ParsedRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, tag: string): void {
    switch (name) {
      case 'c':
        return this.#openCell(tag);
      case 'v':
        this.#isValue = true;
        return;
      case 't':
        this.#isValue = this.#phonetic === 0;
        return;
      case 'f':
        this.#hasFormula = true;
        return;
      case 'row':
        return this.#openRow(attributeOf(tag, 'r'));
      case 'rPh':
        this.#phonetic += 1;
        return;
      case 'mergeCell':
        if (this.merged.length < MERGED_SHOWN) this.merged.push((attributeOf(tag, 'ref') ?? '').slice(0, 30));
    }
  }

  close(name: string): void {
    switch (name) {
      case 'v':
      case 't':
        this.#isValue = false;
        return;
      case 'c':
        return this.#closeCell();
      case 'row':
        if (this.#row && (this.#row.isTooLarge || this.#row.cells.length > 0)) this.#rows.push(this.#row);
        this.#row = undefined;
        return;
      case 'rPh':
        this.#phonetic -= 1;
    }
  }

  text(text: string): void {
    if (!this.#isValue || !this.#row) return;
    if (this.#value.length <= CELL_CHARACTERS_MAX) this.#value += text;
    this.#rowCharacters += text.length;
  }

  #openRow(written: string | undefined): void {
    const number = written === undefined ? this.#rowNumber + 1 : Number(written);
    if (!Number.isSafeInteger(number) || number <= this.#rowNumber) throw badSheet('rows are out of order');
    if (number > ROWS_MAX) {
      throw new WorkbookFault('too_many_rows', `工作表超过 ${ROWS_MAX} 行 (too many rows)`, { rowsMax: ROWS_MAX });
    }
    this.#rowNumber = number;
    this.#row = { number, cells: [], isTooLarge: false };
    this.#rowCharacters = 0;
    this.#column = -1;
  }

  #openCell(tag: string): void {
    const reference = attributeOf(tag, 'r');
    const column = reference === undefined ? this.#column + 1 : columnOf(reference);
    if (!this.#row || column <= this.#column || column >= COLUMNS_MAX) throw badSheet('cells are out of order');
    this.#column = column;
    this.#type = attributeOf(tag, 't') ?? 'n';
    this.#style = Number(attributeOf(tag, 's') ?? 0);
    this.#hasFormula = false;
    this.#value = '';
  }

  #closeCell(): void {
    const row = this.#row;
    if (!row || row.isTooLarge) return;
    if (this.#rowCharacters > this.#limits.rowCharactersMax) {
      row.isTooLarge = true;
      row.cells = [];
      return;
    }
    const cell = this.#readCell();
    if (cell !== undefined) row.cells[this.#column] = cell;
  }

  #readCell(): CellValue | SharedCell | undefined {
    const value = this.#value;
    if (this.#hasFormula) return { bad: 'formula', shown: value.slice(0, SHOWN_MAX).toWellFormed() };
    if (value === '') return undefined;
    if (value.length > CELL_CHARACTERS_MAX) return { bad: 'too_long', shown: value.slice(0, SHOWN_MAX).toWellFormed() };
    switch (this.#type) {
      case 's':
        if (!/^\d{1,9}$/.test(value)) throw badSheet('a shared text has no number');
        return { shared: Number(value) };
      case 'n':
        if (!/^-?[0-9.]+(E[+-]?\d+)?$/i.test(value.trim())) throw badSheet('a number is none');
        return { number: value.trim(), isDate: this.#dateStyles[this.#style] === true };
      case 'b':
        return value === '1' ? 'TRUE' : 'FALSE';
      case 'e':
        return { bad: 'error', shown: value.slice(0, SHOWN_MAX) };
      default:
        return decodeEscapes(value);
    }
  }
}

export interface SheetLimits {
  /** UTF-16 units of all values of a row. */
  readonly rowCharactersMax: number;
}

/** Rows and columns that a sheet can have. */
const ROWS_MAX = 1_048_576;
const COLUMNS_MAX = 16_384;
const SHOWN_MAX = 100;
const MERGED_SHOWN = 10;
const A = 0x41;
const Z = 0x5a;

/** The column of a reference such as `BC12`, from 0. */
function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const c = reference.charCodeAt(i) & ~0x20;
    if (c < A || c > Z) break;
    column = column * 26 + c - A + 1;
  }
  return column - 1;
}

export function badSheet(why: string): WorkbookFault {
  return new WorkbookFault('bad_sheet', `工作表已损坏 (bad sheet: ${why})`);
}
