import type { Format } from '@necips/domain';

/** Stands in the list of a file's fields for the column that says what becomes of each record. */
export const MARK_FIELD = '增删改标志';

/** Headings under which senders have it; each is understood unless the format has a field of that name. */
const HEADINGS: ReadonlySet<string> = new Set([MARK_FIELD, '增删改标识', '操作标志', 'op', 'OP']);

/**
 * What the sender says that a row does (增删改标志): `add`, `change` a record that is there, or `remove` it. A row without it is taken
 * either for the first or the second, whichever applies.
 */
export type ChangeMark = 'add' | 'change' | 'remove';

const MARKS: ReadonlyMap<string, ChangeMark> = new Map([
  ['I', 'add'],
  ['1', 'add'],
  ['新增', 'add'],
  ['U', 'change'],
  ['更正', 'change'],
  ['修改', 'change'],
  ['D', 'remove'],
  ['撤销', 'remove'],
  ['删除', 'remove'],
]);

/** Where a file's headings have the mark; -1 where they do not. */
export function findMarkColumn(headings: readonly string[], format: Format): number {
  return headings.findIndex((heading) => isMark(heading.trim(), format));
}

/** Takes the mark out of a record's values. `mark` is undefined where there is none, and `bad` where it is not understood. */
export function takeMark(values: { [field: string]: unknown }, format: Format): MarkedValues {
  const heading = Object.keys(values).find((name) => isMark(name, format));
  if (heading === undefined) return { values, mark: undefined };
  const { [heading]: written, ...rest } = values;
  if (written === undefined || written === null || written === '') return { values: rest, mark: undefined };
  const text = typeof written === 'string' || typeof written === 'number' ? String(written).trim().toUpperCase() : '';
  const mark = MARKS.get(text);
  return mark ? { values: rest, mark } : { values: rest, mark: 'bad', written: text };
}

export type MarkedValues = { values: { [field: string]: unknown } } & (
  | { mark: ChangeMark | undefined }
  | { mark: 'bad'; written: string }
);

function isMark(heading: string, format: Format): boolean {
  return HEADINGS.has(heading) && format.fieldsOf([heading])[0] === undefined;
}
