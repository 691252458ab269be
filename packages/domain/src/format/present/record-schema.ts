import type { ConditionDocument, FieldDocument } from '../document/format-document.ts';
import type { Format } from '../format.ts';
import { isFieldKind, KINDS } from '../kinds/index.ts';
import { ROWS_MAX } from '../kinds/list.ts';
import { PRECISION, SCALE } from '../kinds/number.ts';
import { askedFields } from './asked-fields.ts';

/**
 * The JSON Schema (draft 2020-12) of one record for those who hand in JSON by REST, gRPC or JSON Lines. It describes the plain
 * form of each value; the engine understands other ways to write it too, and checks what a schema cannot say: check characters, dates
 * in the future, whom a record is about. `maxLength` is of UTF-16 units, as JSON Schema's code points are never more.
 */
export function recordSchemaOf(format: Format): RecordSchema {
  const asked = askedFields(format);
  const { document } = format;
  const subjectCode = document['x-subject'].uscc;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:necips:record:${format.id}`,
    title: format.title,
    description: document.description,
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      asked.map(({ field, document: each }) => [field.name, valueSchema(each, field.name === subjectCode)]),
    ),
    required: document.required,
    ...(document.allOf && { allOf: document.allOf.map(plainCondition) }),
  };
}

export type RecordSchema = Readonly<Record<string, unknown>>;

const SINGLE_LINE = '^[^\\u0000-\\u001f\\u007f-\\u009f]*$';
const LINES = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$';
const USCC = '[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}';
const NUMBER = '[0-9]{15}|[0-9]{13}';

function valueSchema(field: FieldDocument, isSubjectCode: boolean): RecordSchema {
  const { title, description, examples } = field;
  return { title, description, ...(examples && { examples }), ...typeSchema(field, isSubjectCode) };
}

function typeSchema(field: FieldDocument, isSubjectCode: boolean): RecordSchema {
  const kind = isFieldKind(field['x-kind']) ? field['x-kind'] : 'text';
  const maxLength = field.maxLength ?? KINDS[kind].charactersMax;
  const codes = (field['x-codes'] ?? []).filter((code) => !code.refused).map((code) => code.code);
  switch (kind) {
    case 'date':
      return { type: 'string', format: 'date', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' };
    case 'decimal':
      return { type: 'string', pattern: decimalPattern(field) };
    case 'integer':
      return { type: 'string', pattern: '^[0-9]{1,15}$' };
    case 'code':
      return { type: 'string', enum: codes };
    case 'codes':
      return { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', enum: codes } };
    case 'uscc':
      return { type: 'string', pattern: isSubjectCode ? `^(?:${USCC}|${NUMBER})$` : `^${USCC}$` };
    case 'registrationNumber':
      return { type: 'string', pattern: `^(?:${NUMBER})$` };
    case 'organisationCode':
      return { type: 'string', pattern: '^[0-9A-Z]{8}-?[0-9X]$' };
    case 'names':
      return { type: 'array', minItems: 1, items: { type: 'string', maxLength, pattern: SINGLE_LINE } };
    case 'list':
      return { type: 'array', minItems: 1, maxItems: field.maxItems ?? ROWS_MAX, items: rowSchema(field) };
    case 'multiline':
      return { type: 'string', minLength: 1, maxLength, pattern: LINES };
    default:
      return { type: 'string', minLength: 1, maxLength, pattern: SINGLE_LINE };
  }
}

function rowSchema({ items }: FieldDocument): RecordSchema {
  const properties = Object.entries(items?.properties ?? {});
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties.map(([name, field]) => [name, valueSchema(field, false)])),
    ...(items?.required && { required: items.required }),
  };
}

function decimalPattern(field: FieldDocument): string {
  const scale = field['x-scale'] ?? SCALE;
  const whole = (field['x-precision'] ?? PRECISION) - scale;
  return `^(?:0|[1-9][0-9]{0,${whole - 1}})${scale > 0 ? `(?:\\.[0-9]{1,${scale}})?` : ''}$`;
}

function plainCondition({ 'x-reason': reason, ...condition }: ConditionDocument): RecordSchema {
  return reason === undefined ? condition : { $comment: reason, ...condition };
}
