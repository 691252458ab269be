import { fieldFault, type Row } from '../reading/row.ts';
import type { Kind } from './kind.ts';

/** Rows of a list where the document says no number. */
export const ROWS_MAX = 200;

/**
 * Rows with fields of their own (变更情况, 抽查事项): a JSON array of objects, or its text in a cell. Each part of the record gets
 * the members of its visibility, row by row, so that the rows of all parts stand side by side.
 */
export const LIST: Kind = {
  type: 'array',
  charactersMax: 100_000,
  multiline: true,
  annotations: ['maxItems', 'items'],
  compile(field) {
    const { rows: set, partSlots } = field;
    if (!set) throw new TypeError('A list has rows.');
    const rowsMax = field.document.maxItems ?? ROWS_MAX;
    return (text, row) => {
      const rows = rowsOf(text);
      if (!rows) row.faults.push(fieldFault('bad_list', field, text, row));
      else if (rows.length > rowsMax)
        row.faults.push(fieldFault('too_many_rows', field, '', row, { expected: rowsMax }));
      else if (rows.length > 0) {
        const inner = rows.map((submitted, place): Row => {
          const within = { name: `${field.name}[${place}]`, label: `${field.label}第 ${place + 1} 行·` };
          const read = { ...row, within, inputs: [], values: [] };
          set.read(submitted, read);
          return read;
        });
        for (const part of PARTS) {
          const members = inner.map(({ values }) => set.members(part, values));
          // A part in which no row says anything has no list.
          if (members.some((each) => Object.values(each).some((value) => value !== undefined))) {
            row.values[partSlots[part]] = members;
          }
        }
      }
    };
  },
};

const PARTS = ['public', 'restricted', 'internal'] as const;

type ListRow = Readonly<Record<string, unknown>>;

function rowsOf(text: string): ListRow[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every(isRow) ? list : undefined;
  } catch {
    return undefined;
  }
}

function isRow(value: unknown): value is ListRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
