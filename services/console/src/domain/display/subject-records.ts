import { templateFor } from './page-templates.ts';
import type { ShownFormat, ShownValue } from './shown-format.ts';

/** Whose page or report it is, as its head says. */
export interface Identity {
  code: string;
  name: string;
  registrationNumber?: string | null;
}

/** What a record says besides whose it is, which the head says already; the name that a subject had at the time is kept. */
export function valuesBeside(
  { code, name, registrationNumber }: Identity,
  values: readonly ShownValue[],
): ShownValue[] {
  return values.filter(
    ({ isOfSubject, text }) => !isOfSubject || (text !== code && text !== name && text !== registrationNumber),
  );
}

/** Whether what a record says goes into a line or two of a page. */
export function isBrief(values: readonly ShownValue[]): boolean {
  const characters = values.reduce((total, { label, text }) => total + label.length + text.length, 0);
  return characters <= BRIEF_CHARACTERS && values.every(({ isLong }) => !isLong);
}

/** A line and a half at desktop width. */
const BRIEF_CHARACTERS = 70;

/** All records of an item as they are read: by their number where each has one, otherwise the latest fact first. */
export function inReadingOrder<Record extends { body: Body }>(
  records: readonly Record[],
  formatOf: (record: Record) => ShownFormat | undefined,
): Record[] {
  const numberOf = ({ body: { sequence } }: Record) =>
    typeof sequence === 'string' && /^\d+$/.test(sequence) ? Number(sequence) : Number.NaN;
  if (!records.some((record) => Number.isNaN(numberOf(record)))) {
    return records.toSorted((a, b) => numberOf(a) - numberOf(b));
  }
  const dayOf = (record: Record) => {
    const day = record.body[formatOf(record)?.producedOn ?? ''];
    return typeof day === 'string' ? day : '';
  };
  return records.toSorted((a, b) => dayOf(b).localeCompare(dayOf(a)));
}

type Body = Readonly<Record<string, unknown>>;

/** A registration calls its representative by the kind of subject: 法定代表人, 负责人, 经营者 … */
export function namedFor(
  { type, code }: { type: string | null; code: string },
  format: ShownFormat | undefined,
): ShownFormat | undefined {
  if (format?.item !== 'REG') return format;
  const label = templateFor(type, code).representative;
  const fields = format.fields.map((field) => (field.name === 'legalRepresentative' ? { ...field, label } : field));
  return { ...format, fields };
}
