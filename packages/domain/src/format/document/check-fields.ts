import type { FieldKind } from '../format.ts';
import { KINDS } from '../kinds/index.ts';
import { type Faults, isObject, isText, isTexts, type JsonObject, pointer } from './faults.ts';
import { checkOrder } from './field-order.ts';

/** Longest text that a field may allow; a row is not longer. */
const CHARACTERS_MAX = 1_000_000;
const ROWS_MAX = 10_000;
const CODES_MAX = 5_000;

/** Members of every field: what each is. `x-` annotations of some kinds only are named by the kind. */
const MEMBERS: Readonly<Record<string, { is: string; test: (value: unknown) => boolean }>> = {
  type: { is: '该类型的 JSON 类型', test: isText },
  title: { is: '中文标签', test: isText },
  description: { is: '中文说明', test: isText },
  examples: { is: '示例的数组', test: Array.isArray },
  maxLength: { is: `1 至 ${CHARACTERS_MAX} 的整数`, test: (value) => isCount(value, CHARACTERS_MAX) },
  'x-kind': { is: '字段类型', test: isText },
  'x-visibility': {
    is: 'public、restricted 或 internal',
    test: isVisibility,
  },
  'x-shortName': { is: '文本', test: isText },
  'x-aliases': { is: '文本的数组', test: isTexts },
  'x-group': { is: '分组名', test: isText },
  'x-older': { is: 'true 或 false', test: isFlag },
  'x-expected': { is: 'true 或 false', test: isFlag },
};

/** Members of the kinds that name them in `annotations`. */
const OF_KINDS: typeof MEMBERS = {
  maxItems: { is: `1 至 ${ROWS_MAX} 的整数`, test: (value) => isCount(value, ROWS_MAX) },
  items: { is: '各列组成的对象', test: isObject },
  'x-codes': {
    is: '代码的数组',
    test: (value) => Array.isArray(value) && value.length > 0 && value.length <= CODES_MAX,
  },
  'x-into': { is: '字段名', test: isText },
  'x-precision': { is: '1 至 30 的整数', test: (value) => isCount(value, 30) },
  'x-scale': { is: '0 至 20 的整数', test: (value) => value === 0 || isCount(value, 20) },
  'x-unit': { is: '单位', test: isText },
  'x-future': { is: 'true 或 false', test: isFlag },
  'x-notBefore': { is: '日期字段名', test: isText },
  'x-failedCheck': {
    is: '"error"、"finding" 或 { "issuedOn": 日期字段名 }',
    test: (value) => value === 'error' || value === 'finding' || (isObject(value) && isText(value['issuedOn'])),
  },
};

/** What refers to another field, which the columns of a list do not. */
const BETWEEN_FIELDS = ['x-into', 'x-notBefore', 'x-failedCheck', 'x-group'];

const NEEDED = ['type', 'title', 'description', 'x-kind'];

/** Checks each field by itself. */
export function checkFields(
  properties: JsonObject,
  where: string,
  faults: Faults,
  isKind: (name: string) => name is FieldKind,
): void {
  for (const [name, field] of Object.entries(properties)) {
    const at = `${where}/${pointer(name)}`;
    if (!/^[a-z][A-Za-z0-9]{0,59}$/.test(name)) {
      faults.add(at, '字段名应为小写字母开头的英文字母和数字，至多 60 个', '请改名，如 decidedOn');
    }
    if (isObject(field)) checkField(field, at, faults, isKind, where !== '/properties');
    else faults.add(at, '字段应为对象', '请填写 title、description、type、x-kind');
  }
}

function checkField(
  field: JsonObject,
  at: string,
  faults: Faults,
  isKind: (name: string) => name is FieldKind,
  inList: boolean,
): void {
  const kindName = field['x-kind'];
  const kind = typeof kindName === 'string' && isKind(kindName) ? KINDS[kindName] : undefined;
  for (const name of NEEDED) {
    if (field[name] === undefined) faults.add(`${at}/${name}`, '缺少', `请填写${MEMBERS[name]!.is}`);
  }
  if (kindName !== undefined && !kind) {
    faults.add(`${at}/x-kind`, '没有这种字段类型', `请用下列之一：${Object.keys(KINDS).join('、')}`);
  }
  for (const [name, value] of Object.entries(field)) {
    const rule = MEMBERS[name] ?? (kind?.annotations?.includes(name) ? OF_KINDS[name] : undefined);
    if (!rule) faults.unknown(at, name);
    else if (!rule.test(value)) faults.add(`${at}/${name}`, `应为${rule.is}`, `请填写${rule.is}`);
  }
  if (inList) {
    for (const name of BETWEEN_FIELDS)
      if (field[name] !== undefined) faults.add(`${at}/${name}`, 'list 的列没有这一项', '请删除');
  }
  if (!kind) return;
  if (field['type'] !== kind.type)
    faults.add(`${at}/type`, `这种字段的 type 应为 "${kind.type}"`, `请改为 "${kind.type}"`);
  if (kindName === 'idNumber' && field['x-visibility'] !== 'internal') {
    faults.add(`${at}/x-visibility`, '证件号码不得离开本节点', '请改为 "internal"');
  }
  if (kindName === 'code' || kindName === 'codes') checkCodes(field['x-codes'], `${at}/x-codes`, faults);
  if (kindName === 'list') {
    if (inList) faults.add(at, 'list 中不得再有 list', '请改为其他字段类型');
    else checkItems(field['items'], `${at}/items`, faults, isKind);
  }
}

function checkItems(items: unknown, at: string, faults: Faults, isKind: (name: string) => name is FieldKind): void {
  if (!isObject(items) || !isObject(items['properties'])) {
    faults.add(at, '缺少各列', '请填写 { "type": "object", "additionalProperties": false, "properties": … }');
    return;
  }
  const { type, additionalProperties, properties, required = [], 'x-order': order, ...others } = items;
  for (const name of Object.keys(others)) faults.unknown(at, name);
  if (type !== 'object') faults.add(`${at}/type`, '应为 "object"', '请填写 "object"');
  if (additionalProperties !== false) faults.add(`${at}/additionalProperties`, '应为 false', '请填写 false');
  const columns = properties as JsonObject;
  checkFields(columns, `${at}/properties`, faults, isKind);
  checkOrder(order, columns, `${at}/x-order`, faults);
  if (!isTexts(required) || required.some((name) => !Object.hasOwn(columns, name))) {
    faults.add(`${at}/required`, '应为列名的数组', '请只写 properties 中有的列名');
  }
}

function checkCodes(codes: unknown, at: string, faults: Faults): void {
  if (!Array.isArray(codes)) {
    faults.add(at, '缺少代码表', '请填写 [{ "code": …, "label": … }]');
    return;
  }
  const seen = new Set<string>();
  codes.forEach((code: unknown, place) => {
    const where = `${at}/${place}`;
    if (!isObject(code) || !isText(code['code']) || !isText(code['label'])) {
      faults.add(where, '应有 code 和 label', '请填写代码和名称');
      return;
    }
    if (seen.has(code['code'])) faults.add(`${where}/code`, '代码重复', '请删去一个');
    seen.add(code['code']);
    for (const [name, value] of Object.entries(code)) {
      const rule = CODE_MEMBERS[name];
      if (!rule) faults.unknown(where, name);
      else if (!rule.test(value)) faults.add(`${where}/${name}`, `应为${rule.is}`, `请填写${rule.is}`);
    }
  });
}

const CODE_MEMBERS: typeof MEMBERS = {
  code: { is: '文本', test: isText },
  label: { is: '文本', test: isText },
  aliases: { is: '文本的数组', test: isTexts },
  retired: { is: 'true 或 false', test: isFlag },
  prefix: { is: 'true 或 false', test: isFlag },
  refused: {
    is: '"natural_person" 或 "revoked_record"',
    test: (value) => value === 'natural_person' || value === 'revoked_record',
  },
  becomes: { is: '代码', test: isText },
};

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isCount(value: unknown, max: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= max;
}

function isVisibility(value: unknown): boolean {
  return value === 'public' || value === 'restricted' || value === 'internal';
}
