import type { SubjectKind } from '@necips/domain';

/** Which sections a subject's page has, and in which order, by its type (18 kinds, domain.md §3.1). */
export interface PageTemplate {
  title: string;
  /** In broad strokes; undefined where nothing tells. */
  kind: SubjectKind | undefined;
  /** How its representative is called. */
  representative: string;
  /** Registered types that it is for: the first template that one of them occurs in. */
  types: readonly string[];
  /** Catalogue items in the order of the page. */
  items: readonly string[];
}

const CHANGES = ['PSN', 'BRN', 'LIQ', 'ALT'];
const PLEDGES = ['MOR', 'EQU', 'IPR', 'TMK'];
const OVERSIGHT = ['LIC', 'PEN', 'ABN', 'SER', 'BLK', 'SUP'];
/** A court freezes shares: of companies, and of what else somebody has contributed to. */
const SUPERVISION = ['INS', 'JUD', ...OVERSIGHT];
const COMPANY = ['REG', 'INV', ...CHANGES, ...PLEDGES, ...SUPERVISION];
const ENTITY = ['REG', 'INV', ...CHANGES, 'MOR', 'IPR', 'TMK', ...SUPERVISION];
const BRANCH = ['REG', 'PSN', 'ALT', 'MOR', 'INS', ...OVERSIGHT];
const INDIVIDUAL = ['REG', 'PSN', 'ALT', 'MOR', 'IPR', 'TMK', 'INS', ...OVERSIGHT];

/** From the narrowest type to the widest: a branch of a partnership is no partnership. */
export const PAGE_TEMPLATES: readonly PageTemplate[] = [
  { title: '个体工商户', kind: 'individual', representative: '经营者', types: ['个体'], items: INDIVIDUAL },
  branch('农民专业合作社分支机构', ['农民专业合作社分支机构', '合作社分支']),
  {
    title: '农民专业合作社',
    kind: 'cooperative',
    representative: '法定代表人',
    types: ['农民专业合作社', '农民专业合作经济组织'],
    items: ENTITY,
  },
  branch('外商投资合伙企业分支机构', ['外商投资合伙企业分支机构', '投资合伙企业分支机构']),
  entity('外商投资合伙企业', '执行事务合伙人', [
    '外商投资合伙',
    '外商投资普通合伙',
    '外商投资有限合伙',
    '投资合伙企业',
  ]),
  {
    ...branch('外国（地区）企业在境内经营', [
      '外国(地区)企业',
      '外国（地区）企业',
      '外国(地区)公司',
      '外国（地区）公司',
      '常驻代表机构',
    ]),
    representative: '负责人（首席代表）',
  },
  branch('外商投资企业分支机构', ['外商投资企业分支机构', '台、港、澳投资企业分支机构', '办事处']),
  entity('中外合作非法人企业', '负责人', ['非公司外商投资企业', '非公司台、港、澳企业', '中外合作、非法人']),
  company('外商投资公司', ['外商', '中外合资', '中外合作', '外国', '台港澳', '台、港、澳']),
  branch('合伙企业分支机构', ['合伙企业分支机构', '合伙分支']),
  entity('合伙企业', '执行事务合伙人', ['合伙']),
  branch('个人独资企业分支机构', ['个人独资企业分支机构']),
  entity('个人独资企业', '投资人', ['个人独资企业']),
  branch('内资分公司', ['分公司']),
  branch('内资企业法人分支机构', ['分支机构']),
  entity('内资非法人企业', '负责人', ['非法人', '营业', '经营单位']),
  entity('内资非公司企业法人', '法定代表人', [
    '全民所有制',
    '集体所有制',
    '股份制',
    '股份合作制',
    '联营',
    '内资企业法人',
  ]),
  company('内资公司', ['公司', '集团']),
];

const UNKNOWN: PageTemplate = {
  title: '主体',
  kind: undefined,
  representative: '法定代表人（负责人、经营者等）',
  types: [],
  items: COMPANY,
};

/** The template of a type as registered; where none was, the code's second digit tells individuals and cooperatives apart. */
export function templateFor(type: string | null, code: string): PageTemplate {
  const text = type ?? (code.length === 18 ? (TYPE_OF_CODE[code.slice(0, 2)] ?? '') : '');
  return PAGE_TEMPLATES.find(({ types }) => types.some((known) => text.includes(known))) ?? UNKNOWN;
}

const TYPE_OF_CODE: Record<string, string> = { '92': '个体工商户', '93': '农民专业合作社' };

function company(title: string, types: string[]): PageTemplate {
  return { title, kind: 'enterprise', representative: '法定代表人', types, items: COMPANY };
}

function entity(title: string, representative: string, types: string[]): PageTemplate {
  return { title, kind: 'enterprise', representative, types, items: ENTITY };
}

function branch(title: string, types: string[]): PageTemplate {
  return { title, kind: 'branch', representative: '负责人', types, items: BRANCH };
}
