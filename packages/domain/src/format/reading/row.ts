import type { FieldKind, ReadOptions, Visibility } from '../format.ts';
import { type RowFault, type RowFaultCode, rowFault } from '../row-fault.ts';

/** A record while it is read: what was submitted, what is recorded, and what is wrong with it. */
export interface Row {
  readonly options: ReadOptions;
  /** By field: text in normal form, or the rows of a list; undefined where absent or unusable. */
  readonly inputs: unknown[];
  /** By slot: what goes into the parts. */
  readonly values: unknown[];
  readonly faults: RowFault[];
  readonly findings: RowFault[];
  /** Said before the label of a field, where the record is a row of a list: `变更情况第 2 行`. */
  readonly within?: { readonly name: string; readonly label: string };
}

/** What reading needs to know of a field. */
export interface ReadField {
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly visibility: Visibility;
  readonly mandatory: boolean;
  readonly charactersMax: number;
  readonly multiline: boolean;
  /** Place in `inputs`. */
  readonly index: number;
}

/** Words a fault of a field; the value of one that never leaves the node is masked. */
export function fieldFault(
  code: RowFaultCode,
  field: Pick<ReadField, 'name' | 'label' | 'visibility'>,
  value: string,
  row: Pick<Row, 'within'>,
  details: { expected?: string | number; actual?: string | number } = {},
): RowFault {
  const { within } = row;
  const shown = field.visibility === 'internal' && value !== '' ? MASK : value;
  if (!within) return rowFault(code, field, shown, details);
  const named = { name: `${within.name}.${field.name}`, label: `${within.label}${field.label}` };
  return rowFault(code, named, shown, details);
}

/** Stands for a value that may not be shown. */
const MASK = '***';
