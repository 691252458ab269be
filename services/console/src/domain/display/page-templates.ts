/** Which sections a subject's page has, and in which order, by its type (18 kinds, domain.md §3.1). */
export interface PageTemplate {
  title: string;
  /** How its representative is called. */
  representative: string;
  /** Registered types that it is for: the first template that one of them occurs in. */
  types: readonly string[];
  /** Catalogue items in the order of the page. */
  items: readonly string[];
}

const CHANGES = ['PSN', 'BRN', 'LIQ', 'ALT'];
const PLEDGES = ['MOR', 'EQU', 'IPR', 'TMK'];
const SUPERVISION = ['INS', 'JUD', 'LIC', 'PEN', 'ABN', 'SER', 'BLK', 'SUP'];
const COMPANY = ['REG', 'INV', ...CHANGES, ...PLEDGES, ...SUPERVISION];
const ENTITY = ['REG', 'INV', ...CHANGES, 'MOR', 'IPR', 'TMK', ...SUPERVISION];
const BRANCH = ['REG', 'PSN', 'ALT', 'MOR', ...SUPERVISION];
const INDIVIDUAL = ['REG', 'PSN', 'ALT', 'MOR', 'IPR', 'TMK', ...SUPERVISION];

/** From the narrowest type to the widest: a branch of a partnership is no partnership. */
export const PAGE_TEMPLATES: readonly PageTemplate[] = [
  template('个体工商户', '经营者', ['个体工商户', '个体'], INDIVIDUAL),
  template('农民专业合作社分支机构', '负责人', ['农民专业合作社分支机构', '合作社分支'], BRANCH),
  template('农民专业合作社', '法定代表人', ['农民专业合作社', '农民专业合作经济组织'], ENTITY),
  template('外商投资合伙企业分支机构', '负责人', ['外商投资合伙企业分支机构', '投资合伙企业分支机构'], BRANCH),
  template(
    '外商投资合伙企业',
    '执行事务合伙人',
    ['外商投资合伙', '外商投资普通合伙', '外商投资有限合伙', '投资合伙企业'],
    ENTITY,
  ),
  template(
    '外国（地区）企业在境内经营',
    '负责人',
    ['外国(地区)企业', '外国（地区）企业', '外国(地区)公司', '常驻代表机构'],
    BRANCH,
  ),
  template('外商投资企业分支机构', '负责人', ['外商投资企业分支机构', '台、港、澳投资企业分支机构', '办事处'], BRANCH),
  template('中外合作非法人企业', '负责人', ['非公司外商投资企业', '非公司台、港、澳企业', '中外合作、非法人'], ENTITY),
  template('外商投资公司', '法定代表人', ['外商', '中外合资', '中外合作', '外国', '台港澳', '台、港、澳'], COMPANY),
  template('合伙企业分支机构', '负责人', ['合伙企业分支机构', '合伙分支'], BRANCH),
  template('合伙企业', '执行事务合伙人', ['合伙'], ENTITY),
  template('个人独资企业分支机构', '负责人', ['个人独资企业分支机构'], BRANCH),
  template('个人独资企业', '投资人', ['个人独资企业'], ENTITY),
  template('内资分公司', '负责人', ['分公司'], BRANCH),
  template('内资企业法人分支机构', '负责人', ['分支机构'], BRANCH),
  template('内资非法人企业', '负责人', ['非法人', '营业', '经营单位'], ENTITY),
  template(
    '内资非公司企业法人',
    '法定代表人',
    ['全民所有制', '集体所有制', '股份制', '股份合作制', '联营', '内资企业法人'],
    ENTITY,
  ),
  template('内资公司', '法定代表人', ['公司', '集团'], COMPANY),
];

const UNKNOWN: PageTemplate = template('主体', '法定代表人（负责人、经营者等）', [], COMPANY);

/** The template of a type as registered; where none was, the code's second digit tells individuals and cooperatives apart. */
export function templateFor(type: string | null, code: string): PageTemplate {
  const text = type ?? (code.length === 18 ? (TYPE_OF_CODE[code.slice(0, 2)] ?? '') : '');
  return PAGE_TEMPLATES.find(({ types }) => types.some((known) => text.includes(known))) ?? UNKNOWN;
}

const TYPE_OF_CODE: Record<string, string> = { '92': '个体工商户', '93': '农民专业合作社' };

function template(title: string, representative: string, types: string[], items: readonly string[]): PageTemplate {
  return { title, representative, types, items };
}
