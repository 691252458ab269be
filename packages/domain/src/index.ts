export { type CanonicalValue, canonicalForm, canonicalJson } from './canonical-form.ts';
export { type Capital, parseCapital } from './capital.ts';
export { isIsoDate, parseDate } from './dates.ts';
export { nameBigrams, queryBigrams } from './name-bigrams.ts';
export {
  findNode,
  isProvinceNode,
  isProvinceOfNode,
  NODES,
  type Node,
  nodeOfAuthorityName,
  nodeOfProvinceName,
} from './node.ts';
export { normaliseCode, normaliseName, searchName } from './normalise.ts';
export { type RegistrationRow, type RegistrationRowOptions, readRegistrationRow } from './read-registration-row.ts';
export { formatRecordId, parseRecordId, type RecordIdentity } from './record-identity.ts';
export { REGISTRATION_FORMAT, REGISTRATION_ITEM, type RegistrationBody } from './registration.ts';
export {
  REGISTRATION_COLUMNS,
  type RegistrationColumn,
  type RegistrationField,
  type RegistrationFields,
  type ResolvedColumns,
  readCells,
  resolveColumns,
} from './registration-columns.ts';
export {
  type ParsedRegistrationNumber,
  parseRegistrationNumber,
  registrationNumberCheckDigit,
} from './registration-number.ts';
export { ROW_FAULTS, type RowFault, type RowFaultCode, rowFault } from './row-fault.ts';
export { findSubjectStatus, findSubjectStatusByName, SUBJECT_STATUSES, type SubjectStatus } from './subject-status.ts';
export { findSubjectType, findSubjectTypeByName } from './subject-type.ts';
export { SUBJECT_TYPES, type SubjectType } from './subject-type-data.ts';
export {
  makeUscc,
  organisationCodeCheckCharacter,
  type ParsedUscc,
  parseUscc,
  type UsccFault,
  usccCheckCharacter,
} from './uscc.ts';
export { findUsccPrefix, type UsccPrefix } from './uscc-prefix.ts';
export {
  addWorkingDays,
  createWorkingDayCalendar,
  type DueDate,
  isWorkingDay,
  type LocalDay,
  NATIONAL_CALENDAR,
  type WorkingDayCalendar,
  type WorkingDayOptions,
} from './working-days.ts';
