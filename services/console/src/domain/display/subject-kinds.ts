import type { SubjectKind } from '@necips/domain';

/** Kinds of subject as pages call them. */
export const KIND_NAMES: Readonly<Record<SubjectKind, string>> = {
  enterprise: '企业',
  branch: '分支机构',
  individual: '个体工商户',
  cooperative: '农民专业合作社',
};
