import type { Format, FormatField } from '../format.ts';
import { cutShown } from '../row-fault.ts';

/** What a record is about in a few words, for lists. */
export interface Headline {
  /** Name of the subject; empty where it is not filled in. */
  readonly subject: string;
  /** What tells it from other records of its item, such as the number of a document. */
  readonly key: readonly string[];
}

/** About nothing that is known. */
export const NO_HEADLINE: Headline = { subject: '', key: [] };

/**
 * The headline of what was filled in so far, by the format's `x-subject` and `x-businessKey`. Members may bear any heading that the
 * format understands. What is not public is not in it.
 */
export function headlineOf(format: Format, values: Readonly<Record<string, unknown>>): Headline {
  const names = Object.keys(values);
  const members = new Map(format.fieldsOf(names).map((field, i) => [field, values[names[i] ?? '']]));
  const shown = new Map(format.fields.filter(({ visibility }) => visibility === 'public').map((f) => [f.name, f]));
  const textOf = (name: string) => cutShown(wordsOf(shown.get(name), members.get(name)));
  const { 'x-subject': subject, 'x-businessKey': components } = format.document;
  const key = components
    .filter((component) => component !== SUBJECT)
    .map((component) => [component].flat().map(textOf).find(Boolean) ?? '');
  return { subject: textOf(subject.name), key: key.filter(Boolean) };
}

/** Stands in a business key for whom the record is about. */
const SUBJECT = '@subject';

function wordsOf(field: FormatField | undefined, value: unknown): string {
  if (!field) return '';
  if (Array.isArray(value)) {
    return value
      .map((each) => wordsOf(field, each))
      .filter(Boolean)
      .join('、');
  }
  if (typeof value !== 'string') return '';
  return field.codes?.find(({ code }) => code === value)?.label ?? value.trim();
}
