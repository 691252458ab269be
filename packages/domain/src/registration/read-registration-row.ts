import assert from 'node:assert/strict';
import { parseDate } from '../calendar/dates.ts';
import { findSubjectStatus, findSubjectStatusByName } from '../codes/subject-status.ts';
import { findSubjectType, findSubjectTypeByName } from '../codes/subject-type.ts';
import { findNode, isProvinceOfNode, nodeOfAuthorityName, nodeOfProvinceName } from '../identifiers/node.ts';
import { parseCapital } from './capital.ts';
import { readRowTexts } from './read-row-texts.ts';
import { readSubjectCode } from './read-subject-code.ts';
import type { RegistrationBody } from './registration.ts';
import { REGISTRATION_COLUMNS, type RegistrationField, type RegistrationFields } from './registration-columns.ts';
import { type RowFault, rowFault } from './row-fault.ts';

/** From this day licences bear a USCC throughout the country (三证合一、一照一码), so a new one has to pass its checks. */
const CHECK_SWITCH_DATE = '2015-10-01';

/**
 * Reads one submitted row of the registration format (M§7): its public part and business key, or everything that is
 * wrong with it. Whether the subject is the node's own is told by province and registration authority, never by the
 * digits of its code, which stay when a subject moves.
 * Throws an AssertionError when the node is unknown.
 */
export function readRegistrationRow(fields: RegistrationFields, options: RegistrationRowOptions): RegistrationRow {
  const errors: RowFault[] = [];
  const findings: RowFault[] = [];
  const texts = readRowTexts(fields, errors);

  const province = readProvince(texts, options.node, errors);
  const establishedOn = readDate(texts, options.today, errors);
  const { checkSwitchDate = CHECK_SWITCH_DATE } = options;
  const { code, registrationNumber } = readSubjectCode(texts, establishedOn, checkSwitchDate, { errors, findings });
  reportMissing(texts, errors);

  const businessKey = code ?? registrationNumber;
  if (errors.length > 0 || !texts.name || !businessKey || !establishedOn) return { ok: false, errors };
  const body: RegistrationBody = { name: texts.name, establishedOn, province };
  if (code) body.code = code;
  if (registrationNumber) body.registrationNumber = registrationNumber;
  addDetails(body, texts);
  return { ok: true, body, businessKey, findings };
}

function readProvince(texts: RegistrationFields, nodeCode: string, errors: RowFault[]): string {
  const own = findNode(nodeCode);
  assert(own, 'Rows are read for a known node.');
  const province = texts.province === undefined ? own : nodeOfProvinceName(texts.province);
  if (!province) {
    errors.push(fault('unknown_province', 'province', texts));
    return '';
  }
  if (!isProvinceOfNode(province, nodeCode)) {
    errors.push(fault('other_province', 'province', texts, province.fullName));
    return '';
  }
  const authority = texts.registrationAuthority && nodeOfAuthorityName(texts.registrationAuthority);
  if (authority && authority.code !== nodeCode) {
    errors.push(fault('other_province', 'registrationAuthority', texts, authority.fullName));
  }
  return province.name;
}

function readDate(texts: RegistrationFields, today: string, errors: RowFault[]): string | undefined {
  if (texts.establishedOn === undefined) return undefined;
  const date = parseDate(texts.establishedOn);
  if (date === undefined) errors.push(fault('impossible_date', 'establishedOn', texts));
  else if (date > today) errors.push(fault('future_date', 'establishedOn', texts));
  return date;
}

/** Mandatory fields that are absent; one that was given but is unusable has its error already. */
function reportMissing(texts: RegistrationFields, errors: RowFault[]): void {
  const isReported = (field: RegistrationField): boolean => errors.some((error) => error.field === field);
  if (!texts.name && !isReported('name')) errors.push(fault('missing_name', 'name', texts));
  if (!texts.establishedOn && !isReported('establishedOn')) errors.push(fault('missing_date', 'establishedOn', texts));
  if (!texts.code && !texts.registrationNumber && !isReported('code') && !isReported('registrationNumber')) {
    errors.push(fault('missing_code', 'code', texts));
  }
}

function addDetails(body: RegistrationBody, texts: RegistrationFields): void {
  if (texts.type) {
    const type = findSubjectType(texts.type) ?? findSubjectTypeByName(texts.type);
    if (type) body.type = type.code;
    body.typeText = texts.type === type?.code ? type.name : texts.type;
  }
  if (texts.status) {
    const status = findSubjectStatus(texts.status) ?? findSubjectStatusByName(texts.status);
    if (status) body.status = status.code;
    body.statusText = texts.status === status?.code ? status.name : texts.status;
  }
  if (texts.formerNames) {
    const names = texts.formerNames.split(/[;；|]/).map((name) => name.trim());
    body.formerNames = [...new Set(names)].filter((name) => name !== '');
  }
  if (texts.capital) body.capital = parseCapital(texts.capital);
  if (texts.legalRepresentative) body.legalRepresentative = texts.legalRepresentative;
  if (texts.businessScope) body.businessScope = texts.businessScope;
  if (texts.region) body.region = texts.region;
  if (texts.address) body.address = texts.address;
  if (texts.registrationAuthority) body.registrationAuthority = texts.registrationAuthority;
}

const COLUMN_BY_NAME = new Map(REGISTRATION_COLUMNS.map((column) => [column.name, column]));

function fault(code: RowFault['code'], field: RegistrationField, texts: RegistrationFields, expected = ''): RowFault {
  return rowFault(code, COLUMN_BY_NAME.get(field)!, texts[field] ?? '', { expected });
}

export type RegistrationRowOptions = {
  /** The node the row was submitted to, six digits. */
  node: string;
  /** ISO date; a subject cannot have been established after it. */
  today: string;
  /** ISO date from which on a failed check of a USCC is an error; default 2015-10-01. */
  checkSwitchDate?: string;
};

export type RegistrationRow =
  | {
      ok: true;
      body: RegistrationBody;
      /** The USCC, or the registration number where there is none. */
      businessKey: string;
      findings: RowFault[];
    }
  | { ok: false; errors: RowFault[] };
