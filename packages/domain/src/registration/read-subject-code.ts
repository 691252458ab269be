import { parseRegistrationNumber } from '../identifiers/registration-number.ts';
import { parseUscc } from '../identifiers/uscc.ts';
import { normaliseCode } from '../text/normalise.ts';
import { REGISTRATION_COLUMNS, type RegistrationFields } from './registration-columns.ts';
import { type RowFault, rowFault } from './row-fault.ts';

const CODE = REGISTRATION_COLUMNS.find((column) => column.name === 'code')!;
const NUMBER = REGISTRATION_COLUMNS.find((column) => column.name === 'registrationNumber')!;

/**
 * The codes of a row's subject: USCC, registration number, or both. A number of 15 or 13 digits in the column of the
 * code is a registration number. A failed check of a USCC is a finding if the subject was established before the switch
 * date, since such codes were really issued, and an error otherwise.
 * @param establishedOn ISO date, or undefined when the row has no usable one; its checks are then left for later
 */
export function readSubjectCode(
  texts: RegistrationFields,
  establishedOn: string | undefined,
  checkSwitchDate: string,
  faults: { errors: RowFault[]; findings: RowFault[] },
): SubjectCode {
  const subject: SubjectCode = {};
  const numberText = texts.registrationNumber && normaliseCode(texts.registrationNumber);
  if (numberText) readNumber(numberText, NUMBER);
  const codeText = texts.code && normaliseCode(texts.code);
  if (!codeText) return subject;

  if (codeText.length === 15 || codeText.length === 13) {
    if (numberText && numberText !== codeText) faults.errors.push(rowFault('bad_registration_number', CODE, codeText));
    else if (!numberText) readNumber(codeText, CODE);
    return subject;
  }
  readCode(codeText);
  return subject;

  function readNumber(text: string, column: typeof CODE | typeof NUMBER): void {
    const parsed = parseRegistrationNumber(text);
    if (!parsed.ok) {
      faults.errors.push(rowFault('bad_registration_number', column, text));
      return;
    }
    if (parsed.kind === 'legacy') faults.findings.push(rowFault('unchecked_registration_number', column, text));
    subject.registrationNumber = parsed.number;
  }

  function readCode(text: string): void {
    const parsed = parseUscc(text);
    subject.code = text;
    if (parsed.ok) {
      if (!parsed.prefixKnown) faults.findings.push(rowFault('unknown_code_prefix', CODE, text));
      return;
    }
    if (parsed.fault !== 'check' && parsed.fault !== 'inner-check') {
      faults.errors.push(rowFault('bad_code', CODE, text));
      return;
    }
    if (establishedOn === undefined) return;
    const code = parsed.fault === 'check' ? 'bad_check_character' : 'bad_inner_check';
    const fault = rowFault(code, CODE, text, { expected: parsed.expected ?? '' });
    (establishedOn < checkSwitchDate ? faults.findings : faults.errors).push(fault);
  }
}

export type SubjectCode = { code?: string; registrationNumber?: string };
