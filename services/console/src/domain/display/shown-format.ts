/** What a page needs to know of a format (格式规范) to show its records: labels, order and kinds of what is public. */
export interface ShownFormat {
  /** Item and version, `PEN@1`. */
  id: string;
  item: string;
  /** From 1. */
  version: number;
  /** Chinese title, e.g. 行政处罚信息. */
  title: string;
  /** In the order in which they are shown. */
  fields: ShownField[];
}

export interface ShownField {
  name: string;
  /** Chinese label. */
  label: string;
  kind: string;
  /** Heading under which it stands, where the format has groups. */
  group?: string;
  /** Value to label, where it has a code list. */
  codes?: Record<string, string>;
}

/** One field of a record as it is shown. */
export interface ShownValue {
  label: string;
  text: string;
  kind: string;
  group?: string;
  /** Takes the whole width. */
  isLong: boolean;
}

const LONG_CHARACTERS = 46;

/**
 * A record's public part as labels and texts, in the order of its format. Members that the format does not name are shown last
 * under their own names: a page must not hide what is public because it does not know it.
 */
export function shownValues(format: ShownFormat | undefined, body: Readonly<Record<string, unknown>>): ShownValue[] {
  const fields = format?.fields ?? [];
  const known = new Set(fields.map(({ name }) => name));
  const rest = Object.keys(body)
    .filter((name) => !known.has(name))
    .map((name): ShownField => ({ name, label: name, kind: 'unknown' }));
  return [...fields, ...rest].flatMap((field) => {
    if (field.kind === 'hidden') return [];
    const text = textOf(body[field.name], field);
    if (text === '') return [];
    const isLong = text.length > LONG_CHARACTERS || field.kind === 'multiline';
    const { label, kind, group } = field;
    return [{ label, kind, text, isLong, ...(group !== undefined && { group }) }];
  });
}

function textOf(value: unknown, field: ShownField): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return field.codes?.[value] ?? value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (Array.isArray(value)) return value.map((entry) => textOf(entry, field)).join('；');
  // What was written goes before what was read out of it.
  if (typeof value === 'object' && 'text' in value && typeof value.text === 'string') return value.text;
  return JSON.stringify(value);
}
