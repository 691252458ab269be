import { compactName } from '../text/normalise.ts';
import { SUBJECT_TYPES, type SubjectType } from './subject-type-data.ts';

/**
 * Names without a code of their own, names that several codes share and usage gives to one (a bare 有限责任公司 is the
 * domestic one), and older names. A text that could mean more than one type, such as 分公司, 联营 or 国有企业, is absent.
 */
const ALIASES: Readonly<Record<string, string>> = {
  有限责任公司: '1100',
  股份有限公司: '1200',
  普通合伙企业: '4531',
  普通合伙: '4531',
  特殊普通合伙企业: '4532',
  有限合伙企业: '4533',
  有限合伙: '4533',
  全民所有制企业: '3100',
  集体所有制企业: '3200',
  股份合作制企业: '3400',
  集体分支机构: '4320',
  个人独资: '4540',
  农民专业合作经济组织: '9100',
  个体户: '9500',
  个体: '9500',
};

const BY_CODE = new Map(SUBJECT_TYPES.map((type) => [type.code, type]));
const BY_NAME = typesByUnambiguousName();

/** The subject type (市场主体类型) with this CA16 code, or undefined. */
export function findSubjectType(code: string): SubjectType | undefined {
  return BY_CODE.get(code);
}

/**
 * The subject type that a free text (企业类型) names exactly or by a known alias. Anything else is undefined: a wrong
 * type is worse than none, so nothing is guessed and the text stays text.
 */
export function findSubjectTypeByName(text: string): SubjectType | undefined {
  return BY_NAME.get(compactName(text));
}

function typesByUnambiguousName(): Map<string, SubjectType> {
  const found = new Map<string, SubjectType>();
  const ambiguous = new Set<string>();
  for (const type of SUBJECT_TYPES) {
    const name = compactName(type.name);
    if (found.has(name)) ambiguous.add(name);
    found.set(name, type);
  }
  for (const name of ambiguous) found.delete(name);
  for (const [alias, code] of Object.entries(ALIASES)) found.set(compactName(alias), BY_CODE.get(code)!);
  return found;
}
