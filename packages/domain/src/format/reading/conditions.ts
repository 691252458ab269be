import type { ConditionDocument, RequiredDocument } from '../document/format-document.ts';
import type { KindField } from '../kinds/kind.ts';
import { type FieldSet, isMissing } from './compile-fields.ts';
import { fieldFault, type Row } from './row.ts';

/** Prepares the rules of a format about several fields: what is needed when, of what one is needed, which date precedes which. */
export function compileConditions(
  conditions: readonly ConditionDocument[],
  set: FieldSet,
  isIdentifier: (name: string) => boolean,
): (row: Row) => void {
  const find = (name: string): KindField => set.fields.find((field) => field.name === name)!;
  const rules = [
    ...conditions.map((condition) => compileCondition(condition, find, isIdentifier)),
    ...dateRules(set, find),
  ];
  return (row) => {
    for (const rule of rules) rule(row);
  };
}

function compileCondition(
  condition: ConditionDocument,
  find: (name: string) => KindField,
  isIdentifier: (name: string) => boolean,
): (row: Row) => void {
  const expected = condition['x-reason'] ?? '';
  const applies = compileMatch(condition.if, find);
  const then = condition.then ?? { anyOf: condition.anyOf ?? [] };
  if ('required' in then) {
    const fields = then.required.map(find);
    return (row) => {
      if (!applies(row)) return;
      for (const field of fields) {
        if (isMissing(field, row)) row.faults.push(fieldFault('missing_because', field, '', row, { expected }));
      }
    };
  }
  const fields = alternatives(then.anyOf, find);
  const [first] = fields;
  const labels = fields.map((field) => `“${field.label}”`).join('、');
  const code = fields.every((field) => isIdentifier(field.name)) ? 'missing_code' : 'missing_one_of';
  return (row) => {
    if (!first || !applies(row) || !fields.every((field) => isMissing(field, row))) return;
    row.faults.push(fieldFault(code, first, '', row, { expected: labels }));
  };
}

/** The fields of which one is needed. */
export function alternatives<T>(anyOf: readonly RequiredDocument[], find: (name: string) => T): T[] {
  return anyOf.flatMap((each) => each.required).map(find);
}

function compileMatch(when: ConditionDocument['if'], find: (name: string) => KindField): (row: Row) => boolean {
  const present = (when?.required ?? []).map((name) => find(name).slot);
  const tests = Object.entries(when?.properties ?? {}).map(([name, match]) => {
    const { slot } = find(name);
    const wanted = 'const' in match ? [match.const] : 'enum' in match ? match.enum : [match.contains.const];
    return ({ values }: Row): boolean => {
      const value = values[slot];
      return Array.isArray(value)
        ? value.some((each) => wanted.includes(String(each)))
        : typeof value === 'string' && wanted.includes(value);
    };
  });
  return (row) => present.every((slot) => row.values[slot] !== undefined) && tests.every((test) => test(row));
}

function dateRules(set: FieldSet, find: (name: string) => KindField): ((row: Row) => void)[] {
  return set.fields.flatMap((field) => {
    const notBefore = field.document['x-notBefore'];
    if (notBefore === undefined) return [];
    const other = find(notBefore);
    return (row: Row) => {
      const [date, earliest] = [row.values[field.slot], row.values[other.slot]];
      if (typeof date !== 'string' || typeof earliest !== 'string' || date >= earliest) return;
      row.faults.push(fieldFault('date_order', field, date, row, { expected: other.label }));
    };
  });
}
