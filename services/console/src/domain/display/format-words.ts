import type { SubjectKind } from '@necips/domain';
import { KIND_NAMES } from './subject-kinds.ts';

/** What a person compares of two versions of a format document (格式规范). */
export interface ComparedDocument {
  title?: string;
  properties?: Readonly<Record<string, ComparedProperty>>;
  required?: readonly string[];
  'x-subjectKinds'?: readonly SubjectKind[];
}

interface ComparedProperty {
  title?: string;
  [member: string]: unknown;
}

/** How a format differs from the one of its item before it, a sentence for each difference; every field where it is the first. */
export function formatChangeInWords(before: ComparedDocument | undefined, after: ComparedDocument): string[] {
  const [earlier, later] = [before?.properties ?? {}, after.properties ?? {}];
  const label = (name: string) => `“${later[name]?.title ?? earlier[name]?.title ?? name}”`;
  const added = Object.keys(later).filter((name) => !earlier[name]);
  if (!before) {
    return [`共 ${added.length} 个字段：${added.map(label).join('、')}`, `适用主体：${kindsInWords(after)}`];
  }
  const removed = Object.keys(earlier).filter((name) => !later[name]);
  const kept = Object.keys(later).filter((name) => earlier[name]);
  return [
    ...(before.title === after.title ? [] : [`名称由“${before.title}”改为“${after.title}”`]),
    ...(kindsInWords(before) === kindsInWords(after)
      ? []
      : [`适用主体由“${kindsInWords(before)}”改为“${kindsInWords(after)}”`]),
    ...added.map((name) => `增加字段${label(name)}${isNeeded(after, name) ? '（必填）' : ''}`),
    ...removed.map((name) => `去掉字段${label(name)}`),
    ...kept.flatMap((name) => fieldChanges(name, before, after, label(name))),
  ];
}

function kindsInWords({ 'x-subjectKinds': kinds }: ComparedDocument): string {
  return kinds ? kinds.map((kind) => KIND_NAMES[kind]).join('、') : '各类主体';
}

function fieldChanges(name: string, before: ComparedDocument, after: ComparedDocument, label: string): string[] {
  const [earlier, later] = [before.properties?.[name] ?? {}, after.properties?.[name] ?? {}];
  const changes: string[] = [];
  if (earlier.title !== later.title) changes.push(`字段“${earlier.title}”改称${label}`);
  if (isNeeded(before, name) !== isNeeded(after, name)) {
    changes.push(`字段${label}改为${isNeeded(after, name) ? '必填' : '选填'}`);
  }
  const members = new Set([...Object.keys(earlier), ...Object.keys(later)]);
  members.delete('title');
  const other = [...members].filter((member) => JSON.stringify(earlier[member]) !== JSON.stringify(later[member]));
  if (other.length > 0)
    changes.push(`字段${label}的${other.map((member) => MEMBERS[member] ?? member).join('、')}改变`);
  return changes;
}

const MEMBERS: Readonly<Record<string, string>> = {
  description: '说明',
  maxLength: '字数上限',
  'x-kind': '类型',
  'x-visibility': '公示属性',
  'x-codes': '代码表',
  'x-shortName': '短名',
  'x-aliases': '其他列名',
  'x-group': '分组',
};

function isNeeded({ required = [] }: ComparedDocument, name: string): boolean {
  return required.includes(name);
}
