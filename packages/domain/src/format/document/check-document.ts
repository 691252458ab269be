import { isSubjectKind, SUBJECT_KINDS } from '../../registration/subject-kind.ts';
import { isFieldKind } from '../kinds/index.ts';
import { checkFields } from './check-fields.ts';
import { checkHeadings } from './check-headings.ts';
import { checkReferences } from './check-references.ts';
import { type DocumentFault, Faults, isObject, isText, isTexts, type JsonObject } from './faults.ts';
import type { FormatDocument } from './format-document.ts';

/** Fields of a format at most, and conditions. */
const FIELDS_MAX = 200;
const CONDITIONS_MAX = 100;

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** Members of a document: whether each must be there, and what it is. */
const MEMBERS: Readonly<Record<string, { is: string; needed: boolean; test: (value: unknown) => boolean }>> = {
  $schema: { is: `"${DRAFT}"`, needed: true, test: (value) => value === DRAFT },
  $id: { is: '文本', needed: true, test: isText },
  title: { is: '事项的中文名称', needed: true, test: isText },
  description: { is: '对事项的中文说明', needed: true, test: isText },
  type: { is: '"object"', needed: true, test: (value) => value === 'object' },
  additionalProperties: { is: 'false', needed: true, test: (value) => value === false },
  properties: { is: '各字段组成的对象', needed: true, test: isObject },
  required: { is: '字段名的数组', needed: true, test: isTexts },
  allOf: { is: '条件的数组', needed: false, test: (value) => Array.isArray(value) && value.length <= CONDITIONS_MAX },
  'x-item': { is: '三个大写字母', needed: true, test: (value) => isText(value) && /^[A-Z]{3}$/.test(value) },
  'x-version': {
    is: '自 1 起的整数',
    needed: true,
    test: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  },
  'x-category': { is: '资源目录的类别', needed: true, test: isText },
  'x-legalBasis': { is: '法律依据的数组', needed: true, test: (value) => isTexts(value) && value.length > 0 },
  'x-registration': { is: 'true 或 false', needed: false, test: (value) => typeof value === 'boolean' },
  'x-restatedOnMove': { is: 'true 或 false', needed: false, test: (value) => typeof value === 'boolean' },
  'x-subject': { is: '含 name 的对象', needed: true, test: (value) => isObject(value) && isText(value['name']) },
  'x-businessKey': { is: '字段的数组', needed: true, test: (value) => Array.isArray(value) && value.length > 0 },
  'x-producedOn': { is: '日期字段名', needed: false, test: isText },
  'x-terms': { is: '工作日数', needed: false, test: isTerms },
  'x-subjectKinds': { is: `${SUBJECT_KINDS.join('、')} 中一个或几个的数组`, needed: false, test: areKinds },
  'x-supersededBody': { is: '"kept_for_taking_back"', needed: true, test: (value) => value === 'kept_for_taking_back' },
  'x-shapes': { is: '对象', needed: false, test: isObject },
  'x-order': { is: '字段名的数组', needed: false, test: isTexts },
  'x-groups': { is: '分组名的数组', needed: false, test: isTexts },
};

/** Tells whether a document is one of a format, with every fault of it: where, what, and how to mend it. */
export function checkDocument(document: unknown): CheckedDocument {
  const faults = new Faults();
  if (!isObject(document)) {
    faults.add('', '格式规范须为 JSON 对象', '请提交一个 JSON 对象');
    return { ok: false, faults: faults.list };
  }
  for (const [name, { is, needed, test }] of Object.entries(MEMBERS)) {
    const value = document[name];
    if (value === undefined ? needed : !test(value)) faults.add(`/${name}`, `应为${is}`, `请填写${is}`);
  }
  for (const name of Object.keys(document)) {
    if (!Object.hasOwn(MEMBERS, name)) faults.unknown('', name);
  }
  const { properties } = document;
  if (!isObject(properties)) return { ok: false, faults: faults.list };
  const count = Object.keys(properties).length;
  if (count === 0 || count > FIELDS_MAX) faults.add('/properties', `应有 1 至 ${FIELDS_MAX} 个字段`, '请增减字段');
  checkFields(properties, '/properties', faults, (kind) => isFieldKind(kind));
  // What refers to fields can be judged only where the fields are ones.
  if (faults.list.length === 0) checkReferences(document, properties as Record<string, JsonObject>, faults);
  if (faults.list.length === 0) checkHeadings(document as unknown as FormatDocument, faults);
  if (faults.list.length > 0) return { ok: false, faults: faults.list };
  return { ok: true, document: document as unknown as FormatDocument };
}

export type CheckedDocument = { ok: true; document: FormatDocument } | { ok: false; faults: DocumentFault[] };

function isTerms(value: unknown): boolean {
  const names = ['provideWorkingDays', 'publishWorkingDays'];
  const isDays = (days: unknown): boolean => Number.isSafeInteger(days) && Number(days) >= 1 && Number(days) <= 250;
  return isObject(value) && Object.entries(value).every(([name, days]) => names.includes(name) && isDays(days));
}

function areKinds(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && new Set(value).size === value.length && value.every(isSubjectKind);
}
