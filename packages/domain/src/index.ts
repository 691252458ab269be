export { chinaDate, chinaDayStart, chinaTime, isIsoDate, parseDate } from './calendar/dates.ts';
export {
  addWorkingDays,
  createWorkingDayCalendar,
  type DueDate,
  isWorkingDay,
  type LocalDay,
  NATIONAL_CALENDAR,
  type WorkingDayCalendar,
  type WorkingDayOptions,
} from './calendar/working-days.ts';
export { builtInCatalogue } from './catalogue/built-in-catalogue.ts';
export {
  CATALOGUE_BYTES_MAX,
  CATALOGUE_ENTRIES_MAX,
  type CatalogueEntry,
  type CatalogueVersion,
  CHANNEL_NAMES,
  CHANNELS,
  type Channel,
  FORMAT_BYTES_MAX,
  nextVersion,
  PROVIDERS_MAX,
  type ProviderClaim,
  versionInForce,
} from './catalogue/catalogue.ts';
export {
  type CatalogueDocument,
  type FormatDigest,
  readCatalogueDocument,
  writeCatalogueDocument,
} from './catalogue/catalogue-document.ts';
export { type CatalogueFault, type CatalogueSurroundings, checkCatalogue } from './catalogue/check-catalogue.ts';
export { type CatalogueChange, compareCatalogues } from './catalogue/compare-catalogues.ts';
export { type Provision, type ProvisionRefusal, refusalToProvide } from './catalogue/may-provide.ts';
export {
  findSubjectStatus,
  findSubjectStatusByName,
  MOVED_OUT,
  SUBJECT_STATUSES,
  type SubjectStatus,
} from './codes/subject-status.ts';
export { findSubjectType, findSubjectTypeByName } from './codes/subject-type.ts';
export { SUBJECT_TYPES, type SubjectType } from './codes/subject-type-data.ts';
export { BUILT_IN_DOCUMENTS, builtInFormats } from './format/built-in.ts';
export { compileFormat } from './format/compile-format.ts';
export type { DocumentFault } from './format/document/faults.ts';
export { sayOrder } from './format/document/field-order.ts';
export type { FormatDocument } from './format/document/format-document.ts';
export type {
  FieldCode,
  FieldKind,
  Format,
  FormatField,
  Formats,
  ReadOptions,
  RecordReading,
  ResolvedFormatColumns,
  SubjectClaim,
  SubmittedValues,
  Visibility,
} from './format/format.ts';
export { documentationOf } from './format/present/documentation.ts';
export {
  type FormCondition,
  type FormField,
  type FormInput,
  type FormModel,
  formOf,
} from './format/present/form.ts';
export { type Headline, headlineOf, NO_HEADLINE } from './format/present/headline.ts';
export { type RecordSchema, recordSchemaOf } from './format/present/record-schema.ts';
export { csvTemplateOf, type Template, type TemplateColumn, templateOf } from './format/present/template.ts';
export { type DraftReading, validateDraft } from './format/present/validate-draft.ts';
export { cutShown, ROW_FAULTS, type RowFault, type RowFaultCode, rowFault, wordFault } from './format/row-fault.ts';
export {
  findNode,
  isProvinceNode,
  isProvinceOfNode,
  NODES,
  type Node,
  nodeOfAuthorityName,
  nodeOfProvinceName,
} from './identifiers/node.ts';
export { findRecordId, formatRecordId, parseRecordId, type RecordIdentity } from './identifiers/record-identity.ts';
export {
  type ParsedRegistrationNumber,
  parseRegistrationNumber,
  registrationNumberCheckDigit,
} from './identifiers/registration-number.ts';
export {
  makeUscc,
  organisationCodeCheckCharacter,
  type ParsedUscc,
  parseUscc,
  type UsccFault,
  usccCheckCharacter,
} from './identifiers/uscc.ts';
export { findUsccPrefix, type UsccPrefix } from './identifiers/uscc-prefix.ts';
export { type Capital, parseCapital } from './registration/capital.ts';
export { REGISTRATION_FORMAT, REGISTRATION_ITEM, type RegistrationBody } from './registration/registration.ts';
export { isSubjectKind, SUBJECT_KIND_NAMES, SUBJECT_KINDS, type SubjectKind } from './registration/subject-kind.ts';
export { type CanonicalValue, canonicalForm, canonicalJson } from './text/canonical-form.ts';
export { nameBigrams, queryBigrams } from './text/name-bigrams.ts';
export { normaliseCode, normaliseName, searchName } from './text/normalise.ts';
