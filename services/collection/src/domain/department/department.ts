import type { SubmissionWay } from '../submission.ts';

/** Ways in which a department may hand in records (M§8): 在线录入, 批量导入, 数据接口, and the connector that fetches them. */
export const DEPARTMENT_WAYS = [
  'entry',
  'import',
  'interface',
  'connector',
] as const satisfies readonly SubmissionWay[];

export type DepartmentWay = (typeof DEPARTMENT_WAYS)[number];

/** Stands for every item of the catalogue. */
export const EVERY_ITEM = '*';

/** What is said about a department when it is onboarded. */
export interface DepartmentTerms {
  name: string;
  /** Catalogue items that it may hand in, or `*`. */
  items: string[];
  ways: DepartmentWay[];
  /** Six-digit division of its jurisdiction (GB/T 2260). */
  area: string;
  /** Whom to call, and how. */
  contact: string;
  /** Whether it must sign what it hands in as a batch. */
  signatureRequired: boolean;
}

/** A department (政府部门) that hands in records and answers for them (M§12). */
export interface Department extends DepartmentTerms {
  uscc: string;
  /** Accounts in the node's realm. */
  accounts: string[];
  onboardedAt: Date;
  onboardedBy: string;
  revokedAt?: Date;
  revokedBy?: string;
  revokeReason?: string;
}
