import { parseRegistrationNumber } from '../../identifiers/registration-number.ts';
import { organisationCodeCheckCharacter, parseUscc } from '../../identifiers/uscc.ts';
import { normaliseCode } from '../../text/normalise.ts';
import { fieldFault, type Row } from '../reading/row.ts';
import type { Kind, KindField } from './kind.ts';

/** From this day licences bear a USCC throughout the country (三证合一、一照一码), so a new one has to pass its checks. */
const CHECK_SWITCH_DATE = '2015-10-01';

/**
 * A unified social credit code. In the subject's own field, 15 or 13 digits are a registration number. A failed check is an
 * error, unless the document says otherwise: codes that fail were really issued before the switch date.
 */
export const USCC: Kind = {
  type: 'string',
  charactersMax: 64,
  order: 3,
  annotations: ['x-failedCheck'],
  compile(field) {
    const { subject } = field.siblings;
    const isSubject = subject?.uscc === field.name && subject.registrationNumber !== undefined;
    const number = isSubject ? field.siblings.find(subject.registrationNumber!) : undefined;
    const isError = failedCheckIsError(field);
    return (raw, row) => {
      const text = normaliseCode(raw);
      if (number && (text.length === 15 || text.length === 13)) readNumberInCodeField(text, field, number, row);
      else readCode(text, field, row, isError);
    };
  },
};

/** A registration number of 15 digits with their check, or of 13, which nothing can check. */
export const REGISTRATION_NUMBER: Kind = {
  type: 'string',
  charactersMax: 64,
  order: 2,
  compile: (field) => (text, row) => readNumber(normaliseCode(text), field, field.slot, row),
};

/** An organisation code of nine characters; the hyphen before the last is left out. */
export const ORGANISATION_CODE: Kind = {
  type: 'string',
  charactersMax: 64,
  order: 2,
  compile: (field) => (raw, row) => {
    const text = normaliseCode(raw).replace(/-(?=.$)/, '');
    if (/^[0-9A-Z]{8}[0-9X]$/.test(text) && organisationCodeCheckCharacter(text.slice(0, 8)) === text[8]) {
      row.values[field.slot] = text;
    } else row.faults.push(fieldFault('bad_organisation_code', field, text, row));
  },
};

/** The number of a certificate of any kind (证件号码): kept for matching, never shown. */
export const ID_NUMBER: Kind = {
  type: 'string',
  charactersMax: 64,
  compile: (field) => (text, row) => {
    row.values[field.slot] = normaliseCode(text);
  },
};

function failedCheckIsError(field: KindField): (row: Row) => boolean | undefined {
  const rule = field.document['x-failedCheck'] ?? 'error';
  if (typeof rule === 'string') return () => rule === 'error';
  const { slot } = field.siblings.find(rule.issuedOn)!;
  return ({ values, options: { checkSwitchDate = CHECK_SWITCH_DATE } }) => {
    const issuedOn = values[slot];
    // Without a usable date the checks are left for later.
    return typeof issuedOn === 'string' ? issuedOn >= checkSwitchDate : undefined;
  };
}

function readNumberInCodeField(text: string, field: KindField, number: KindField, row: Row): void {
  const own = row.inputs[number.index];
  if (typeof own !== 'string') readNumber(text, field, number.slot, row);
  else if (normaliseCode(own) !== text) row.faults.push(fieldFault('bad_registration_number', field, text, row));
}

function readNumber(text: string, field: KindField, slot: number, row: Row): void {
  const parsed = parseRegistrationNumber(text);
  if (!parsed.ok) {
    row.faults.push(fieldFault('bad_registration_number', field, text, row));
    return;
  }
  if (parsed.kind === 'legacy') row.findings.push(fieldFault('unchecked_registration_number', field, text, row));
  row.values[slot] = parsed.number;
}

function readCode(text: string, field: KindField, row: Row, isError: (row: Row) => boolean | undefined): void {
  const parsed = parseUscc(text);
  row.values[field.slot] = text;
  if (parsed.ok) {
    if (!parsed.prefixKnown) row.findings.push(fieldFault('unknown_code_prefix', field, text, row));
    return;
  }
  if (parsed.fault !== 'check' && parsed.fault !== 'inner-check') {
    row.faults.push(fieldFault('bad_code', field, text, row));
    return;
  }
  const error = isError(row);
  if (error === undefined) return;
  const code = parsed.fault === 'check' ? 'bad_check_character' : 'bad_inner_check';
  const fault = fieldFault(code, field, text, row, { expected: parsed.expected ?? '' });
  (error ? row.faults : row.findings).push(fault);
}
