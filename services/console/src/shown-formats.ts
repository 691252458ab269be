import { builtInFormats, type Format, type FormatField } from '@necips/domain';
import type { ShownField, ShownFormat } from './domain/display/shown-format.ts';

/** The formats whose records pages can show with labels; of their fields, those that are public. */
export function shownFormats(): ShownFormat[] {
  return builtInFormats().list(new Date().toISOString().slice(0, 10)).map(toShown);
}

function toShown({ id, item, title, fields }: Format): ShownFormat {
  const shown = fields.filter(({ visibility }) => visibility === 'public').flatMap(toFields);
  return { id, item, title, fields: shown };
}

function toFields({ name, label, kind, codes }: FormatField): ShownField[] {
  // A body has type and status both as read (a code) and as written; a page shows what was written.
  if (kind === 'subjectType' || kind === 'subjectStatus') {
    return [
      { name: `${name}Text`, label, kind: 'text' },
      { name, label, kind: 'hidden' },
    ];
  }
  const labels = codes && Object.fromEntries(codes.map(({ code, label: text }) => [code, text]));
  return [{ name, label, kind, ...(labels && { codes: labels }) }];
}
