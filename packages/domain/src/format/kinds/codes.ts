import { compactName } from '../../text/normalise.ts';
import type { CodeDocument } from '../document/format-document.ts';
import { fieldFault, type Row } from '../reading/row.ts';
import type { Kind, KindField } from './kind.ts';

/** Codes named in a fault at most. */
const CODES_SHOWN_MAX = 20;

/** One value of a code list (代码表), by its code, label or an older wording; the code is recorded. */
export const CODE: Kind = {
  type: 'string',
  charactersMax: 200,
  annotations: ['x-codes', 'x-into'],
  compile(field) {
    const find = codeFinder(field);
    const into = field.document['x-into'];
    const slot = (into === undefined ? field : field.siblings.find(into)!).slot;
    return (text, row) => {
      const code = find(text);
      if (!accept(code, field, text, row)) return;
      if (into === undefined) row.values[slot] = code.code;
      else row.values[slot] ??= code.becomes ?? code.code;
    };
  },
};

/** Several values of a code list with a mark between them, recorded once each in the order of the list. */
export const CODES: Kind = {
  type: 'array',
  charactersMax: 1000,
  annotations: ['x-codes', 'x-into'],
  compile(field) {
    const find = codeFinder(field);
    const into = field.document['x-into'];
    const target = into === undefined ? field : field.siblings.find(into)!;
    const order = (target.document['x-codes'] ?? []).map((code) => code.code);
    return (text, row) => {
      const before = row.values[target.slot];
      const found = new Set<unknown>(Array.isArray(before) ? before : []);
      for (const term of termsOf(text, find)) {
        const code = find(term);
        if (!accept(code, field, term, row)) return;
        found.add(code.becomes ?? code.code);
      }
      row.values[target.slot] = order.filter((code) => found.has(code));
    };
  },
};

type FindCode = (text: string) => CodeDocument | undefined;

function codeFinder({ document }: KindField): FindCode {
  const byTerm = new Map<string, CodeDocument>();
  for (const code of document['x-codes'] ?? []) {
    for (const term of [code.code, code.label, ...(code.aliases ?? [])]) byTerm.set(compactName(term), code);
  }
  const openings = (document['x-codes'] ?? []).filter((code) => code.prefix);
  const startOf = (text: string): CodeDocument | undefined =>
    openings.find(({ label }) => text.startsWith(label) && /^[-—:(]/.test(text.slice(label.length)));
  return (text) => byTerm.get(text) ?? byTerm.get(compactName(text)) ?? startOf(compactName(text));
}

/** A code list's own terms may hold the marks that part terms, so the coarser marks are tried first. */
function termsOf(text: string, find: FindCode): string[] {
  if (find(text)) return [text];
  for (const mark of [/[;；|\n]/, /[,，/]/, /、/]) {
    const terms = text.split(mark).map((term) => term.trim());
    if (terms.length > 1) return terms.filter((term) => term !== '').flatMap((term) => termsOf(term, find));
  }
  return [text];
}

function accept(code: CodeDocument | undefined, field: KindField, text: string, row: Row): code is CodeDocument {
  if (code?.refused) row.faults.push(fieldFault(code.refused, field, text, row));
  if (code) return code.refused === undefined;
  const offered = (field.document['x-codes'] ?? []).filter((each) => !each.retired && !each.refused);
  const shown = offered.slice(0, CODES_SHOWN_MAX).map((each) => each.label);
  const expected = shown.join('、') + (offered.length > shown.length ? ' 等' : '');
  row.faults.push(fieldFault('unknown_code', field, text, row, { expected }));
  return false;
}
