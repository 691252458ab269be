import type { CodeDocument, FieldDocument } from '../document/format-document.ts';
import type { Format, FormatField } from '../format.ts';

/** A field that is asked for: all but the columns of older shapes. */
export interface AskedField {
  readonly field: FormatField;
  readonly document: FieldDocument;
  /** Whether it is marked as needed: the format demands it, or the current standard does. */
  readonly needed: boolean;
}

/** The fields that templates, forms and schemas ask for, in the order of the document. */
export function askedFields(format: Format): AskedField[] {
  return format.fields.flatMap((field) => {
    const document = format.document.properties[field.name]!;
    if (document['x-older'] || document['x-into'] !== undefined) return [];
    return [{ field, document, needed: field.mandatory || document['x-expected'] === true }];
  });
}

/** The values of a code list that may be chosen: none that only old data have, none that are refused. */
export function choicesOf(document: FieldDocument): CodeDocument[] {
  return (document['x-codes'] ?? []).filter((code) => !code.retired && !code.refused);
}

/** An example as it stands in a cell: several values with semicolons between them, rows of a list as JSON. */
export function exampleText(document: FieldDocument): string {
  const [example] = document.examples ?? [];
  if (example === undefined) return '';
  if (typeof example === 'string') return example;
  return Array.isArray(example) && example.every((each) => typeof each === 'string')
    ? example.join('；')
    : JSON.stringify(example);
}

/** The kind of a field in words of those who fill it in. */
export const KIND_LABELS: Readonly<Record<FormatField['kind'], string>> = {
  text: '文本',
  multiline: '长文本',
  date: '日期（如 2026-01-02）',
  decimal: '数额',
  integer: '整数',
  code: '代码（单选）',
  codes: '代码（可多选，以分号隔开）',
  uscc: '统一社会信用代码',
  registrationNumber: '注册号',
  organisationCode: '组织机构代码',
  idNumber: '证件号码',
  names: '名称（多个以分号隔开）',
  list: '明细（JSON 数组）',
  capital: '资金数额（含单位和币种）',
  subjectType: '主体类型',
  subjectStatus: '登记状态',
  province: '省级行政区',
  authority: '登记机关',
};

/** Who sees a field, in words. */
export const VISIBILITY_LABELS: Readonly<Record<FormatField['visibility'], string>> = {
  public: '公示',
  restricted: '不公示，依授权共享',
  internal: '不公示，不出本节点',
};
