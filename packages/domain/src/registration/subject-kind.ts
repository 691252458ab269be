/** Kinds of subject (市场主体, M§28) in broad strokes: 企业, 分支机构, 个体工商户, 农民专业合作社. */
export const SUBJECT_KINDS = ['enterprise', 'branch', 'individual', 'cooperative'] as const;

export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** Chinese names of the kinds. */
export const SUBJECT_KIND_NAMES: Readonly<Record<SubjectKind, string>> = {
  enterprise: '企业',
  branch: '分支机构',
  individual: '个体工商户',
  cooperative: '农民专业合作社',
};

/** Whether a text is one of the kinds. */
export function isSubjectKind(text: unknown): text is SubjectKind {
  return SUBJECT_KINDS.some((kind) => kind === text);
}
