/** Kinds of subject (M§28): enterprise, individual business, farmers' cooperative. */
export type SubjectCategory = 'enterprise' | 'individual_business' | 'farmers_cooperative';

/** Chinese term for each: what is shown about a subject says it in its own words. */
export const SUBJECT_WORDS = {
  enterprise: '企业',
  individual_business: '个体工商户',
  farmers_cooperative: '农民专业合作社',
} as const satisfies Record<SubjectCategory, string>;

/** The kind of a subject by its type (CA16), or by the first two characters of its code (GB 32100-2015); else an enterprise. */
export function subjectCategory(type: string | undefined, uscc: string | undefined): SubjectCategory {
  if (type?.startsWith('95')) return 'individual_business';
  if (type?.startsWith('91') || type?.startsWith('92')) return 'farmers_cooperative';
  if (type === undefined && uscc?.startsWith('92')) return 'individual_business';
  if (type === undefined && uscc?.startsWith('93')) return 'farmers_cooperative';
  return 'enterprise';
}
