import type { SubjectKind } from '@necips/domain';

/** What a page needs to know of a format (格式规范) to show its records: labels, order and kinds of what is public. */
export interface ShownFormat {
  /** Item and version, `PEN@1`. */
  id: string;
  item: string;
  /** From 1. */
  version: number;
  /** Chinese title, e.g. 行政处罚信息. */
  title: string;
  /** Kinds of subject that its records can be about; all where absent. */
  subjectKinds?: readonly SubjectKind[];
  /** Field with the date of the fact, by which records are shown, the newest first. */
  producedOn?: string;
  /** In the order in which they are shown. */
  fields: ShownField[];
}

export interface ShownField {
  name: string;
  /** Chinese label. */
  label: string;
  kind: string;
  /** Says whom the record is about: on a page of theirs it need not be said again. */
  isOfSubject?: true;
  /** Value to label, where it has a code list. */
  codes?: Record<string, string>;
  /** Of a list: what each of its rows has. */
  members?: ShownField[];
}

/** One field of a record as it is shown. */
export interface ShownValue {
  label: string;
  text: string;
  kind: string;
  /** Says whom the record is about. */
  isOfSubject?: true;
  /** Takes the whole width. */
  isLong: boolean;
  /** A list's rows; `text` says the same in a line. */
  table?: ShownTable;
}

/** The rows of a list under the labels of its members; members that no row has are left out. */
export interface ShownTable {
  columns: { label: string; kind: string }[];
  rows: string[][];
}

/** What half a line holds in three lines or less. */
const LONG_CHARACTERS = 40;

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
    const value = body[field.name];
    const { label, kind, isOfSubject } = field;
    const table = tableOf(value, field.members);
    const text = table ? lineOf(table) : textOf(value, field);
    if (text === '') return [];
    const isLong = text.length > LONG_CHARACTERS || text.includes('\n') || table !== undefined;
    return [{ label, kind, text, isLong, ...(isOfSubject && { isOfSubject }), ...(table && { table }) }];
  });
}

/** The rows of a list by its members; members that the format does not name come last under their own names. */
function tableOf(value: unknown, members: readonly ShownField[] | undefined): ShownTable | undefined {
  if (!members || !Array.isArray(value)) return undefined;
  const entries = value.map((entry) => Object(entry) as Record<string, unknown>);
  const known = new Set(members.map(({ name }) => name));
  const others = new Set(entries.flatMap((entry) => Object.keys(entry)).filter((name) => !known.has(name)));
  const all = [...members, ...[...others].map((name): ShownField => ({ name, label: name, kind: 'unknown' }))];
  const shown = all.filter((member) => entries.some((entry) => textOf(entry[member.name], member) !== ''));
  return {
    columns: shown.map(({ label, kind }) => ({ label, kind })),
    rows: entries.map((entry) => shown.map((member) => textOf(entry[member.name], member))),
  };
}

function lineOf({ columns, rows }: ShownTable): string {
  const lines = rows.map((row) => row.flatMap((text, i) => (text === '' ? [] : `${columns[i]?.label} ${text}`)));
  return lines.map((cells) => cells.join('，')).join('；');
}

function textOf(value: unknown, field: ShownField): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return field.codes?.[value] ?? value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (Array.isArray(value)) return value.map((entry) => textOf(entry, field)).join('；');
  // What was written goes before what was read out of it.
  if (typeof value === 'object' && 'text' in value && typeof value.text === 'string') return value.text;
  return Object.entries(value as object)
    .map(([name, member]) => `${name} ${textOf(member, { ...field, codes: {} })}`)
    .join('，');
}
