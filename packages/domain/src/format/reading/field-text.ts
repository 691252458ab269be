import { normaliseName } from '../../text/normalise.ts';
import { fieldFault, type ReadField, type Row } from './row.ts';

/** The text of a submitted value in normal form; undefined when it is absent, or unusable, which is reported. */
export function readFieldText(raw: unknown, field: ReadField, row: Row): string | undefined {
  const text = typeof raw === 'string' ? raw : textOf(raw, field, row);
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'N/A' || trimmed === 'n/a') return undefined;
  const max = field.charactersMax;
  // Normalisation seldom shortens a text much: far above the limit it is not worth its time (a row may be 10 MB).
  if (trimmed.length > 2 * max) return refuse('too_long', trimmed, { field, row }, max);
  if (!trimmed.isWellFormed()) return refuse('undecodable', trimmed, { field, row });
  const control = findControlCharacter(trimmed, field.multiline);
  if (control >= 0) {
    const character = `U+${control.toString(16).toUpperCase().padStart(4, '0')}`;
    return refuse('control_character', trimmed, { field, row }, character);
  }
  const normal = normaliseName(trimmed);
  if (normal.length > max) return refuse('too_long', trimmed, { field, row }, max);
  return normal === '' ? undefined : normal;
}

function refuse(
  code: 'too_long' | 'undecodable' | 'control_character',
  text: string,
  { field, row }: { field: ReadField; row: Row },
  expected: string | number = '',
): undefined {
  row.faults.push(fieldFault(code, field, text, row, { expected }));
}

/** Kinds of which a JSON number is taken for its digits. */
const NUMERIC: ReadonlySet<string> = new Set(['decimal', 'integer', 'code', 'codes']);
/** Kinds of which a JSON array of texts is taken for the texts with semicolons between them. */
const PLURAL: ReadonlySet<string> = new Set(['codes', 'names']);

function textOf(raw: unknown, field: ReadField, row: Row): string | undefined {
  if (raw === null) return undefined;
  if (typeof raw === 'number' && NUMERIC.has(field.kind)) return String(raw);
  if (PLURAL.has(field.kind) && Array.isArray(raw) && raw.every((element) => typeof element === 'string')) {
    return raw.join(';');
  }
  if (field.kind === 'list' && Array.isArray(raw)) return JSON.stringify(raw);
  const expected = field.kind === 'list' ? '数组' : PLURAL.has(field.kind) ? '文本或文本数组' : '文本';
  row.faults.push(fieldFault('wrong_type', field, '', row, { expected }));
  return undefined;
}

function findControlCharacter(text: string, multiline: boolean): number {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if ((c >= 0x20 && c < 0x7f) || c > 0x9f) continue;
    if (multiline && (c === 0x09 || c === 0x0a || c === 0x0d)) continue;
    return c;
  }
  return -1;
}
