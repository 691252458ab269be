import { normaliseName } from '../text/normalise.ts';
import {
  REGISTRATION_COLUMNS,
  type RegistrationColumn,
  type RegistrationField,
  type RegistrationFields,
} from './registration-columns.ts';
import { type RowFault, rowFault } from './row-fault.ts';

/**
 * The texts of a row in normal form, without those that are absent (empty, `N/A`) or unusable; the latter are added to
 * `errors`: control characters, unpaired surrogates, texts that are too long.
 */
export function readRowTexts(fields: RegistrationFields, errors: RowFault[]): RegistrationFields {
  const texts: RegistrationFields = {};
  for (const column of COLUMNS) {
    const raw = fields[column.name];
    if (raw === undefined) continue;
    const trimmed = raw.trim();
    if (trimmed === '' || trimmed === 'N/A' || trimmed === 'n/a') continue;
    const text = readText(trimmed, column, errors);
    if (text !== '') texts[column.name] = text;
  }
  return texts;
}

const COLUMNS: readonly (RegistrationColumn & { name: RegistrationField })[] = REGISTRATION_COLUMNS;

/** The text in normal form, or empty when it is unusable. */
function readText(trimmed: string, column: RegistrationColumn, errors: RowFault[]): string {
  // Normalisation seldom shortens a text much: far above the limit it is not worth its time (a row may be 10 MB).
  if (trimmed.length > 2 * column.charactersMax) return refuse('too_long', column.charactersMax);
  if (!trimmed.isWellFormed()) return refuse('undecodable');
  const control = findControlCharacter(trimmed, column.multiline === true);
  if (control >= 0) return refuse('control_character', `U+${control.toString(16).toUpperCase().padStart(4, '0')}`);
  const text = normaliseName(trimmed);
  return text.length > column.charactersMax ? refuse('too_long', column.charactersMax) : text;

  function refuse(code: 'too_long' | 'undecodable' | 'control_character', expected: string | number = ''): string {
    errors.push(rowFault(code, column, trimmed, { expected }));
    return '';
  }
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
