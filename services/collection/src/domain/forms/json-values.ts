import { isUtf8 } from 'node:buffer';
import type { Format } from '@necips/domain';
import { intakeFault } from '../intake-faults.ts';
import { findJsonFault } from './json-text.ts';
import { type KeyReader, type ReadValues, type RowForm, type ValuesReader, WHOLE_ROW } from './row-form.ts';

/** Rows of JSON Lines: each line is an object whose members bear the names of fields, or other headings of theirs. */
export function jsonValues({ format }: RowForm): ValuesReader {
  return (buffer, start, end): ReadValues => {
    const text = buffer.toString('utf8', start, end);
    const refuse = (code: Parameters<typeof intakeFault>[0], expected = ''): ReadValues => {
      // A fault of the whole row shows the row, and so what must not leave the node.
      const shown = format.hasInternalFields ? '' : text;
      return { values: undefined, faults: [intakeFault(code, WHOLE_ROW, shown, expected)] };
    };
    if (text.includes(REPLACEMENT) && !isUtf8(buffer.subarray(start, end))) return refuse('not_utf8');
    const value = parse(text);
    if (value === undefined) return refuse('not_json');
    if (!isObject(value)) return refuse('not_an_object');
    const fault = findJsonFault(text);
    if (fault) return refuse(fault.code, fault.name);
    return { values: value, faults: [] };
  };
}

/** Reads the business key of a line. The line is parsed for it, which costs some 3 µs. */
export function jsonKey(format: Format): KeyReader {
  const headingsOfKey = keyHeadings(format);
  return (buffer, start, end) => {
    const value = parse(buffer.toString('utf8', start, end));
    if (!isObject(value)) return undefined;
    const values: Record<string, unknown> = {};
    for (const { field, heading } of headingsOfKey(Object.keys(value))) values[field] = value[heading];
    return format.readKey(values);
  };
}

/** Under which of its own names a record has the key fields. Records of one file mostly have the same members in the same order. */
function keyHeadings(format: Format): (headings: string[]) => { field: string; heading: string }[] {
  const wanted = new Set(format.keyFields);
  let last = { names: '', found: [] as { field: string; heading: string }[] };
  return (headings) => {
    const names = headings.join('\n');
    if (names === last.names) return last.found;
    const fields = format.fieldsOf(headings);
    const found = headings.flatMap((heading, i) => {
      const field = fields[i];
      return field !== undefined && wanted.has(field) ? [{ field, heading }] : [];
    });
    last = { names, found };
    return found;
  };
}

const REPLACEMENT = '\ufffd';

/** The value of a JSON text; undefined where it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is { [member: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
