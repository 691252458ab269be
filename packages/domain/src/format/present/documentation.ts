import { SUBJECT_KIND_NAMES } from '../../registration/subject-kind.ts';
import type { FieldDocument } from '../document/format-document.ts';
import type { Format } from '../format.ts';
import { isFieldKind, KINDS } from '../kinds/index.ts';
import { choicesOf, exampleText, KIND_LABELS, VISIBILITY_LABELS } from './asked-fields.ts';
import { formOf } from './form.ts';

/** The page that explains an item to those who hand it in: one HTML document that needs nothing else. */
export function documentationOf(format: Format): string {
  const { document, title, id } = format;
  const label = (name: string): string => document.properties[name]?.title ?? name;
  const key = document['x-businessKey'].map((component) => {
    if (component === '@subject') return '主体（统一社会信用代码、注册号、组织机构代码或名称）';
    return typeof component === 'string' ? label(component) : component.map(label).join('或');
  });
  const { provideWorkingDays, publishWorkingDays } = document['x-terms'] ?? {};
  const facts: [string, string][] = [
    ['事项代码', document['x-item']],
    ['格式规范', id],
    ['类别', document['x-category']],
    ['法律依据', document['x-legalBasis'].join('；')],
    ['区分两条记录的字段', key.join(' + ')],
    ['提供时限', provideWorkingDays ? `自产生之日起 ${provideWorkingDays} 个工作日` : ''],
    ['公示时限', publishWorkingDays ? `自产生之日起 ${publishWorkingDays} 个工作日内；有效记录收到后即行公示` : ''],
    ['适用主体', (document['x-subjectKinds'] ?? []).map((kind) => SUBJECT_KIND_NAMES[kind]).join('、')],
    ['产生日期', document['x-producedOn'] ? label(document['x-producedOn']) : ''],
  ];
  const rules = formOf(format).conditions.map(({ reason, needed, oneOf }) => {
    const what = needed.length > 0 ? `必须填写${quote(needed, label)}` : `${quote(oneOf, label)}至少填写一项`;
    return reason === '' ? what : `${reason}时，${what}`;
  });
  const shapes = Object.values(document['x-shapes'] ?? {}).map((shape) => shape.title);

  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)} · ${escape(id)}</title><style>${STYLE}</style></head><body>
<h1>${escape(title)} <small>${escape(id)}</small></h1>
<p>${escape(document.description)}</p>
<table>${facts
    .filter(([, fact]) => fact !== '')
    .map(([name, fact]) => `<tr><th>${escape(name)}</th><td>${escape(fact)}</td></tr>`)
    .join('\n')}</table>
${shapes.length > 0 ? `<p>另接受：${escape(shapes.join('、'))}。</p>` : ''}
<h2>填报规则</h2>
<ul>${rules.map((rule) => `<li>${escape(rule)}。</li>`).join('\n')}
<li>空值可留空或填 N/A。日期应真实存在；列名可用标签、字段名、短名或别名。</li></ul>
<h2>字段</h2>
${fieldTable(document.properties, document.required)}
${Object.values(document.properties)
  .filter(({ 'x-codes': codes }) => codes)
  .map(codeTable)
  .join('\n')}
</body></html>
`;
}

function fieldTable(properties: Readonly<Record<string, FieldDocument>>, required: readonly string[]): string {
  const rows = Object.entries(properties).map(([name, field]) => {
    const kind = isFieldKind(field['x-kind']) ? field['x-kind'] : 'text';
    const names = [name, field['x-shortName'], ...(field['x-aliases'] ?? [])].filter((each) => each !== undefined);
    const cells = [
      field.title,
      names.join('、'),
      required.includes(name) ? '必填' : field['x-expected'] ? '应填' : field['x-older'] ? '旧版' : '',
      KIND_LABELS[kind] + (field['x-unit'] ? `，${field['x-unit']}` : ''),
      String(field.maxLength ?? KINDS[kind].charactersMax),
      VISIBILITY_LABELS[field['x-visibility'] ?? 'public'],
      field.description,
      exampleText(field),
    ];
    const inner = field.items ? fieldTable(field.items.properties, field.items.required ?? []) : '';
    const row = `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;
    return inner === '' ? row : `${row}\n<tr><td></td><td colspan="${cells.length - 1}">${inner}</td></tr>`;
  });
  const heads = ['标签', '字段名、短名、别名', '要求', '类型', '最大长度', '公示', '说明', '示例'];
  return `<table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

function codeTable(field: FieldDocument): string {
  const rows = choicesOf(field).map(
    ({ code, label, aliases }) =>
      `<tr><td>${escape(code)}</td><td>${escape(label)}</td><td>${escape((aliases ?? []).join('、'))}</td></tr>`,
  );
  return `<h3>代码表：${escape(field.title)}</h3>
<table><thead><tr><th>代码</th><th>名称</th><th>同义</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

function quote(names: readonly string[], label: (name: string) => string): string {
  return names.map((name) => `“${label(name)}”`).join('、');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A document comes from outside, so everything of it is text. */
function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

const STYLE =
  'body{font-family:system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2rem;line-height:1.5;color:#222}' +
  'table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #bbb;padding:.3rem .6rem;text-align:left;vertical-align:top}' +
  'th{background:#f3f3f3}small{color:#666;font-weight:normal}td{overflow-wrap:anywhere}';
