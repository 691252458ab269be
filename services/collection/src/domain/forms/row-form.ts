import type { Format } from '@necips/domain';
import type { TextEncoding } from '../csv/encoding.ts';
import type { Fault } from '../intake-faults.ts';

/**
 * How the rows of an upload are stored: `csv` as they were sent, `json` one JSON value a line, `cells` one JSON array of texts a
 * line, which is what a spreadsheet is turned into.
 */
export type Form = 'csv' | 'json' | 'cells';

/** What has to be known to take a stored row apart. */
export interface RowForm {
  format: Format;
  form: Form;
  /** Field of each column; empty for `json`, where each row names its own. */
  fields: readonly string[];
  encoding: TextEncoding;
}

/** Takes the row from `start` to `end` apart; `quoted` tells that it may hold quotes. */
export type ValuesReader = (buffer: Buffer, start: number, end: number, quoted: boolean) => ReadValues;

/** The values of a row by field, without those that have a fault; undefined where the row as a whole cannot be read. */
export interface ReadValues {
  values: { [field: string]: unknown } | undefined;
  faults: Fault[];
}

/** Gives the business key of the row from `start` to `end`; undefined where it has none. */
export type KeyReader = (buffer: Buffer, start: number, end: number) => string | undefined;

/** Stands for the field of a fault that concerns the whole row. */
export const WHOLE_ROW = { name: '', label: '' };
