import type { FieldKind } from '../format.ts';
import { CODE, CODES } from './codes.ts';
import { DATE } from './date.ts';
import { ID_NUMBER, ORGANISATION_CODE, REGISTRATION_NUMBER, USCC } from './identifiers.ts';
import type { Kind } from './kind.ts';
import { LIST } from './list.ts';
import { DECIMAL, INTEGER } from './number.ts';
import { AUTHORITY, CAPITAL, PROVINCE, SUBJECT_STATUS, SUBJECT_TYPE } from './registration.ts';
import { MULTILINE, NAMES, TEXT } from './text.ts';

/** Every kind of field, by the name that documents give it. */
export const KINDS: Readonly<Record<FieldKind, Kind>> = {
  text: TEXT,
  multiline: MULTILINE,
  date: DATE,
  decimal: DECIMAL,
  integer: INTEGER,
  code: CODE,
  codes: CODES,
  uscc: USCC,
  registrationNumber: REGISTRATION_NUMBER,
  organisationCode: ORGANISATION_CODE,
  idNumber: ID_NUMBER,
  names: NAMES,
  list: LIST,
  capital: CAPITAL,
  subjectType: SUBJECT_TYPE,
  subjectStatus: SUBJECT_STATUS,
  province: PROVINCE,
  authority: AUTHORITY,
};

/** Whether it is the name of a kind. */
export function isFieldKind(name: string): name is FieldKind {
  return Object.hasOwn(KINDS, name);
}
