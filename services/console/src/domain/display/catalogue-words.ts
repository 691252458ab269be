/**
 * The catalogue (资源目录) in words: how its members are called, how their values read, and what becomes of an item from one
 * version to the next.
 */

/** Chinese names of an entry's members, in the order in which people read them. */
export const MEMBERS: Readonly<Record<string, string>> = {
  name: '项目名称',
  category: '类别',
  legalBasis: '法律依据',
  providers: '提供单位',
  publish: '是否公示',
  shareScope: '共享范围',
  updateCycle: '更新周期',
  provideWorkingDays: '提供期限',
  publishWorkingDays: '公示期限',
  channels: '提供方式',
  needsReview: '在线录入须经复核',
  format: '格式规范',
};

export const CHANNEL_WORDS: Readonly<Record<string, string>> = {
  entry: '在线录入',
  import: '批量导入',
  interface: '数据接口',
  connector: '数据库对接',
};

export const PUBLISH_WORDS: Readonly<Record<string, string>> = { yes: '公示', no: '不公示', on_request: '依申请公开' };

/** A department, or a kind of departments, that provides an item. */
export interface Claim {
  name: string;
  department?: string;
  kind?: string;
  node?: string;
  exclusive?: boolean;
}

/** What becomes of one item, as the centre's REST tells it: values are JSON, empty where absent. */
export interface Change {
  item: string;
  change: 'added' | 'removed' | 'changed';
  members: readonly { member: string; before: string; after: string }[];
}

/** A provider in words: 市场监督管理局（11开头的机关，仅浙江，独家）. */
export function claimInWords(
  { name, department, kind, node, exclusive }: Claim,
  nodeName = (code: string) => code,
): string {
  const terms = [
    department && `代码 ${department}`,
    kind && `代码以 ${kind} 开头`,
    node && `仅${nodeName(node)}`,
    exclusive && '独家提供',
  ].filter(Boolean);
  return terms.length === 0 ? name : `${name}（${terms.join('，')}）`;
}

/** What becomes of an item, a sentence for each difference. `title` is what the item is called. */
export function changeInWords(
  { change, members }: Change,
  title: string,
  nodeName?: (code: string) => string,
): string[] {
  if (change === 'added') return [`新增项目“${title}”`];
  if (change === 'removed') return [`取消项目“${title}”：生效后不再归集，已公示的记录照常公示`];
  return members.map(({ member, before, after }) => memberInWords(member, parse(before), parse(after), nodeName));
}

function memberInWords(member: string, before: unknown, after: unknown, nodeName?: (code: string) => string): string {
  const label = MEMBERS[member] ?? member;
  if (Array.isArray(before) && Array.isArray(after)) {
    const [earlier, later] = [textsOf(before, nodeName), textsOf(after, nodeName)];
    const added = later.filter((text) => !earlier.includes(text));
    const removed = earlier.filter((text) => !later.includes(text));
    if (added.length + removed.length > 0) {
      const parts = [added.length > 0 && `增加${listed(added)}`, removed.length > 0 && `去掉${listed(removed)}`];
      return `${label}${parts.filter(Boolean).join('，')}`;
    }
    return `${label}的次序改变`;
  }
  return `${label}由“${valueInWords(member, before, nodeName)}”改为“${valueInWords(member, after, nodeName)}”`;
}

function valueInWords(member: string, value: unknown, nodeName?: (code: string) => string): string {
  if (value === undefined || value === '') return '（无）';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return `${value} 个工作日`;
  if (Array.isArray(value)) return textsOf(value, nodeName).join('、');
  if (member === 'publish' && typeof value === 'string') return PUBLISH_WORDS[value] ?? value;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function textsOf(values: readonly unknown[], nodeName?: (code: string) => string): string[] {
  return values.map((value) => {
    if (typeof value === 'string') return CHANNEL_WORDS[value] ?? value;
    return claimInWords(value as Claim, nodeName);
  });
}

function listed(texts: readonly string[]): string {
  return texts.map((text) => `“${text}”`).join('、');
}

function parse(json: string): unknown {
  return json === '' ? undefined : JSON.parse(json);
}
