import type { ConditionDocument, FieldDocument } from '../document/format-document.ts';
import type { Format, FormatField } from '../format.ts';
import { isFieldKind, KINDS } from '../kinds/index.ts';
import { askedFields, choicesOf, exampleText } from './asked-fields.ts';

/** What an online form (在线录入) is built from. */
export interface FormModel {
  /** `PEN@1`. */
  readonly format: string;
  readonly title: string;
  readonly description: string;
  readonly groups: readonly { readonly title: string; readonly fields: readonly FormField[] }[];
  readonly conditions: readonly FormCondition[];
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly input: FormInput;
  readonly kind: FormatField['kind'];
  readonly needed: boolean;
  readonly visibility: FormatField['visibility'];
  /** UTF-16 units. */
  readonly charactersMax?: number;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly unit?: string;
  readonly mayBeFuture?: boolean;
  readonly explanation: string;
  readonly example: string;
  /** Columns of a table, and how many rows it may have. */
  readonly columns?: readonly FormField[];
  readonly rowsMax?: number;
}

export type FormInput = 'text' | 'textarea' | 'date' | 'number' | 'select' | 'multiselect' | 'tags' | 'table';

/** When all of `when` and `present` hold, all of `needed`, or one of `oneOf`, is needed. */
export interface FormCondition {
  readonly when: readonly { readonly field: string; readonly isOneOf: readonly string[] }[];
  /** Fields that have a value. */
  readonly present: readonly string[];
  readonly needed: readonly string[];
  readonly oneOf: readonly string[];
  /** In Chinese; empty where it always holds. */
  readonly reason: string;
}

/** The form of a format: fields in order, by group. */
export function formOf(format: Format): FormModel {
  const titles = [...(format.document['x-groups'] ?? []), OTHER_GROUP];
  const fields = askedFields(format);
  const groups = titles.map((title) => ({
    title,
    fields: fields
      .filter(({ document }) => (document['x-group'] ?? OTHER_GROUP) === title)
      .map(({ field, document, needed }) => toFormField(field.name, document, needed)),
  }));
  return {
    format: format.id,
    title: format.title,
    description: format.document.description,
    groups: groups.filter((group) => group.fields.length > 0),
    conditions: (format.document.allOf ?? []).map(toFormCondition),
  };
}

const OTHER_GROUP = '基本信息';

const INPUTS: Partial<Readonly<Record<FormatField['kind'], FormInput>>> = {
  multiline: 'textarea',
  date: 'date',
  decimal: 'number',
  integer: 'number',
  code: 'select',
  codes: 'multiselect',
  names: 'tags',
  list: 'table',
};

function toFormField(name: string, document: FieldDocument, needed: boolean): FormField {
  const kind = isFieldKind(document['x-kind']) ? document['x-kind'] : 'text';
  const required = document.items?.required ?? [];
  return {
    name,
    label: document.title,
    input: INPUTS[kind] ?? 'text',
    kind,
    needed,
    visibility: document['x-visibility'] ?? 'public',
    charactersMax: document.maxLength ?? KINDS[kind].charactersMax,
    ...(document['x-codes'] && { choices: choicesOf(document).map(({ code, label }) => ({ value: code, label })) }),
    ...(document['x-unit'] !== undefined && { unit: document['x-unit'] }),
    ...(document['x-future'] !== undefined && { mayBeFuture: document['x-future'] }),
    explanation: document.description,
    example: exampleText(document),
    ...(document.items && {
      columns: Object.entries(document.items.properties).map(([column, each]) =>
        toFormField(column, each, required.includes(column)),
      ),
    }),
    ...(document.maxItems !== undefined && { rowsMax: document.maxItems }),
  };
}

function toFormCondition(condition: ConditionDocument): FormCondition {
  const then = condition.then ?? { anyOf: condition.anyOf ?? [] };
  return {
    when: Object.entries(condition.if?.properties ?? {}).map(([field, match]) => ({
      field,
      isOneOf: 'const' in match ? [match.const] : 'enum' in match ? match.enum : [match.contains.const],
    })),
    present: condition.if?.required ?? [],
    needed: 'required' in then ? then.required : [],
    oneOf: 'required' in then ? [] : then.anyOf.flatMap((each) => each.required),
    reason: condition['x-reason'] ?? '',
  };
}
