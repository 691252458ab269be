import { Ajv, type Options } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifyError, FastifyInstance, FastifySchemaCompiler } from 'fastify';

/**
 * Compiles route schemas. Nothing unknown is ever stripped silently. What travels as text (query, path, headers) is coerced
 * to the type the schema names; a JSON body is not. A query parameter the route does not know is refused.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const textual = createAjv({ coerceTypes: 'array' });
  const json = createAjv({ coerceTypes: false });
  return ({ schema, httpPart }) => {
    if ('x-stream' in schema) return () => true;
    if (httpPart === 'body') return json.compile(schema);
    const closed = httpPart === 'querystring' && !('additionalProperties' in schema);
    return textual.compile(closed ? { ...schema, additionalProperties: false } : schema);
  };
}

/** A route that names no query parameters takes none. */
export function refuseUnknownQueries(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    route.schema = { querystring: NO_QUERY, ...route.schema };
  });
}

const NO_QUERY = { type: 'object', properties: {}, additionalProperties: false };

/** One field a request got wrong: a JSON pointer or parameter name, and what is the matter, Chinese first. */
export interface FieldFault {
  field: string;
  message: string;
}

export function toFieldFaults(
  validation: NonNullable<FastifyError['validation']>,
  part: FastifyError['validationContext'],
): FieldFault[] {
  return validation.slice(0, FAULTS_MAX).map((fault) => {
    const member = fault.params['additionalProperty'] ?? fault.params['missingProperty'];
    const path = fault.instancePath + (typeof member === 'string' ? `/${member}` : '');
    const field = part === 'body' ? path || '/' : path.slice(1) || String(part);
    return { field, message: `${chineseFor(fault.keyword, fault.params)} (${fault.message ?? fault.keyword})` };
  });
}

const FAULTS_MAX = 20;

function createAjv(options: Options) {
  const ajv = new Ajv({
    allErrors: false,
    removeAdditional: false,
    useDefaults: true,
    strict: false,
    ...options,
  });
  addFormats.default(ajv);
  return ajv;
}

function chineseFor(keyword: string, params: Record<string, unknown>): string {
  switch (keyword) {
    case 'required':
      return '缺少必填项';
    case 'additionalProperties':
      return '未知的参数';
    case 'type':
      return `类型应为 ${String(params['type'])}`;
    case 'enum':
    case 'const':
      return '取值不在允许范围内';
    case 'pattern':
    case 'format':
      return '格式不正确';
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `数值应 ${String(params['comparison'])} ${String(params['limit'])}`;
    case 'minLength':
    case 'minItems':
      return `长度不得小于 ${String(params['limit'])}`;
    case 'maxLength':
    case 'maxItems':
      return `长度不得大于 ${String(params['limit'])}`;
    default:
      return '不符合要求';
  }
}
