import { type Faults, isObject, isText, isTexts, type JsonObject, pointer } from './faults.ts';
import { checkOrder } from './field-order.ts';

/** Checks everything in a document that names a field: that there is one, and that it is of the right kind. */
export function checkReferences(
  document: JsonObject,
  fields: Readonly<Record<string, JsonObject>>,
  faults: Faults,
): void {
  const has = (name: unknown): name is string => typeof name === 'string' && Object.hasOwn(fields, name);
  const need = (name: unknown, where: string, ...kinds: string[]): void => {
    if (!has(name))
      faults.add(
        where,
        `没有字段 ${typeof name === 'string' ? name : JSON.stringify(name)}`,
        '请填写 properties 中的字段名',
      );
    else if (kinds.length > 0 && !kinds.includes(String(fields[name]!['x-kind']))) {
      faults.add(where, `字段 ${name} 的类型不合适`, `请填写 ${kinds.join('、')} 类型的字段`);
    }
  };

  (document['required'] as string[]).forEach((name, place) => need(name, `/required/${place}`));
  checkSubject(document['x-subject'] as JsonObject, need, faults);
  checkKey(document['x-businessKey'] as unknown[], fields, need, faults);
  if (document['x-producedOn'] !== undefined) need(document['x-producedOn'], '/x-producedOn', 'date');
  for (const [name, shape] of Object.entries((document['x-shapes'] ?? {}) as JsonObject)) {
    checkShape(shape, `/x-shapes/${pointer(name)}`, need, faults);
  }
  checkOrder(document['x-order'], fields, '/x-order', faults);
  const groups = document['x-groups'];
  for (const [name, field] of Object.entries(fields)) {
    const at = `/properties/${pointer(name)}`;
    const { 'x-notBefore': notBefore, 'x-into': into, 'x-failedCheck': failedCheck, 'x-group': group } = field;
    if (notBefore !== undefined) need(notBefore, `${at}/x-notBefore`, 'date');
    if (into !== undefined) need(into, `${at}/x-into`, String(field['x-kind']));
    if (isObject(failedCheck)) need(failedCheck['issuedOn'], `${at}/x-failedCheck/issuedOn`, 'date');
    if (isText(group) && !(isTexts(groups) && groups.includes(group))) {
      faults.add(`${at}/x-group`, `没有分组“${group}”`, '请填写 x-groups 所列的分组');
    }
  }
  ((document['allOf'] ?? []) as unknown[]).forEach((condition, place) => {
    checkCondition(condition, `/allOf/${place}`, need, faults);
  });
}

type Need = (name: unknown, where: string, ...kinds: string[]) => void;

function checkShape(shape: unknown, at: string, need: Need, faults: Faults): void {
  if (!isObject(shape) || !isText(shape['title']) || !isTexts(shape['markers']) || !isObject(shape['headings'])) {
    return faults.add(at, '应有 title、markers（列名的数组）和 headings（列名到字段）', '请填写');
  }
  for (const [heading, field] of Object.entries(shape['headings'])) need(field, `${at}/headings/${pointer(heading)}`);
}

function checkSubject(subject: JsonObject, need: Need, faults: Faults): void {
  const kinds: Record<string, string> = {
    name: 'text',
    uscc: 'uscc',
    registrationNumber: 'registrationNumber',
    organisationCode: 'organisationCode',
  };
  for (const [role, name] of Object.entries(subject)) {
    if (kinds[role] === undefined) faults.unknown('/x-subject', role);
    else need(name, `/x-subject/${role}`, kinds[role]);
  }
}

/** The key is part of the recordId, which everybody sees, so it is made of what everybody may see. */
function checkKey(
  key: readonly unknown[],
  fields: Readonly<Record<string, JsonObject>>,
  need: Need,
  faults: Faults,
): void {
  key.forEach((component, place) => {
    if (component === '@subject') return;
    const where = `/x-businessKey/${place}`;
    const names = Array.isArray(component) ? (component as unknown[]) : [component];
    if (names.length === 0) faults.add(where, '没有字段', '请填写 properties 中的字段名');
    for (const name of names) {
      need(name, where, ...KEY_KINDS);
      if (isText(name) && (fields[name]?.['x-visibility'] ?? 'public') !== 'public') {
        faults.add(where, '业务主键会公开，不得含不公示的字段', '请改用公示的字段');
      }
    }
  });
}

const KEY_KINDS = [
  'text',
  'multiline',
  'date',
  'decimal',
  'integer',
  'code',
  'uscc',
  'registrationNumber',
  'organisationCode',
];

function checkCondition(condition: unknown, at: string, need: Need, faults: Faults): void {
  if (!isObject(condition)) return faults.add(at, '条件应为对象', CONDITION);
  const { if: when, then, anyOf, 'x-reason': reason, ...others } = condition;
  for (const name of Object.keys(others)) faults.unknown(at, name);
  if (when === undefined) {
    if (then !== undefined) faults.add(`${at}/then`, '没有 if', CONDITION);
    return checkAnyOf(anyOf, `${at}/anyOf`, need, faults);
  }
  if (anyOf !== undefined) faults.add(`${at}/anyOf`, '有 if 时应写在 then 中', CONDITION);
  if (!isText(reason)) faults.add(`${at}/x-reason`, '缺少条件的中文说明', '请填写，如“处罚类别含罚款”');
  checkIf(when, `${at}/if`, need, faults);
  if (!isObject(then)) faults.add(`${at}/then`, '缺少', CONDITION);
  else if (isTexts(then['required']))
    then['required'].forEach((name, place) => need(name, `${at}/then/required/${place}`));
  else checkAnyOf(then['anyOf'], `${at}/then/anyOf`, need, faults);
}

function checkIf(when: unknown, at: string, need: Need, faults: Faults): void {
  if (!isObject(when) || !isObject(when['properties']) || !isTexts(when['required'])) {
    return faults.add(at, '应有 properties 和 required', CONDITION);
  }
  const { required } = when;
  required.forEach((name, place) => need(name, `${at}/required/${place}`));
  for (const [name, match] of Object.entries(when['properties'])) {
    const where = `${at}/properties/${pointer(name)}`;
    need(name, where);
    if (!required.includes(name)) faults.add(where, '也应列入 required', '否则字段为空时条件也成立');
    const wanted = isObject(match)
      ? isObject(match['contains'])
        ? match['contains']['const']
        : (match['const'] ?? match['enum'])
      : 0;
    if (!isText(wanted) && !isTexts(wanted)) faults.add(where, '应为 const、enum 或 contains', CONDITION);
  }
}

function checkAnyOf(anyOf: unknown, at: string, need: Need, faults: Faults): void {
  if (!Array.isArray(anyOf) || anyOf.length === 0) return faults.add(at, '应为非空数组', CONDITION);
  anyOf.forEach((each: unknown, place) => {
    const names = isObject(each) ? each['required'] : undefined;
    if (isTexts(names) && names.length === 1) need(names[0], `${at}/${place}`);
    else faults.add(`${at}/${place}`, '应为只含一个字段的 required', CONDITION);
  });
}

const CONDITION =
  '条件的写法：{ "if": { "properties": { 字段: { "const": 值 } }, "required": [字段] }, "then": { "required": [字段] }, "x-reason": 说明 }，' +
  '或 { "anyOf": [{ "required": [字段] }, …] }';
