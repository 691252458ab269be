import type { ListPage } from '../../admin/list/use-list.ts';
import { change, get, post } from '../../api/call.ts';

/** What is said about a department when it is onboarded. */
export interface DepartmentTerms {
  name: string;
  /** Catalogue items that it may hand in; `*` is every one. */
  items: string[];
  ways: string[];
  /** Six-digit division (GB/T 2260). */
  area: string;
  contact: string;
  signatureRequired: boolean;
}

/** A department that hands in records (提供部门), as collection's REST gives it. */
export interface Department extends DepartmentTerms {
  uscc: string;
  accounts: string[];
  onboardedAt: string;
  onboardedBy: string;
  revokedAt: string | null;
  revokedBy: string | null;
  revokeReason: string | null;
}

/** What an account proves who it is by; the secret is told this once. */
export interface Credentials {
  account: string;
  tokenUrl: string;
  method: string;
  secret: string | null;
  keyId: string | null;
}

/** A key by which a department signs its batches. */
export interface SigningKey {
  keyId: string;
  registeredAt: string;
  registeredBy: string;
  endedAt: string | null;
}

/** How a department keeps to what it has to hand in. */
export interface Figures {
  ways: {
    way: string;
    submissions: number;
    rows: number;
    accepted: number;
    unchanged: number;
    rejected: number;
    withheld: number;
  }[];
  /** Why rows were rejected, most frequent first, whatever the field. */
  faults: { code: string; reason: string; lines: number }[];
  late: number;
  firstSubmissionAt: string | null;
  lastSubmissionAt: string | null;
  silentDays: number;
}

export const EVERY_ITEM = '*';

/** Ways in which a department may hand in records (M§8). */
export const DEPARTMENT_WAYS: Record<string, string> = {
  entry: '在线录入',
  import: '批量导入',
  interface: '数据接口',
  connector: '数据库对接',
};

const DEPARTMENTS_A_PAGE = 50;
const DEPARTMENTS_CHOSEN_MAX = 2_000;
const pathOf = (uscc: string) => `/v1/departments/${uscc}`;

export function listDepartments(cursor: string | undefined): Promise<ListPage<Department>> {
  return get('collection', '/v1/departments', { query: { cursor, limit: DEPARTMENTS_A_PAGE }, isBackground: true });
}

/** All of them, as far as a list to choose from has room. */
export async function listAllDepartments(): Promise<Department[]> {
  const all: Department[] = [];
  let cursor: string | undefined;
  do {
    const page = await listDepartments(cursor);
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && all.length < DEPARTMENTS_CHOSEN_MAX);
  return all;
}

export function getDepartment(uscc: string): Promise<Department> {
  return get('collection', pathOf(uscc), { isBackground: true });
}

export async function listKeys(uscc: string): Promise<SigningKey[]> {
  return (await get<{ items: SigningKey[] }>('collection', `${pathOf(uscc)}/keys`, { isBackground: true })).items;
}

/** Figures of days in China, both inclusive; absent is open. */
export function getFigures(uscc: string, period: { from: string; to: string }): Promise<Figures> {
  const query = { from: period.from || undefined, to: period.to || undefined };
  return get('collection', `${pathOf(uscc)}/figures`, { query, isBackground: true });
}

/** A department to be onboarded; `signingKey` is a PEM, or empty. */
export interface NewDepartment extends DepartmentTerms {
  uscc: string;
  signingKey: string;
}

export function onboardDepartment({ signingKey, ...department }: NewDepartment): Promise<{
  department: Department;
  credentials: Credentials | null;
}> {
  const body = { ...department, ...(signingKey.trim() !== '' && { signingKey: signingKey.trim() }) };
  return post('collection', '/v1/departments', body);
}

export async function changeDepartment(uscc: string, terms: Partial<DepartmentTerms>): Promise<Department> {
  return (await change<Department>('PATCH', 'collection', pathOf(uscc), { body: terms })).data;
}

export function rotateCredentials(uscc: string, account: string): Promise<Credentials> {
  return post('collection', `${pathOf(uscc)}/rotate`, { account });
}

export function revokeDepartment(uscc: string, reason: string): Promise<Department> {
  return post('collection', `${pathOf(uscc)}/revoke`, { reason });
}

export function registerKey(uscc: string, publicKey: string): Promise<SigningKey> {
  return post('collection', `${pathOf(uscc)}/keys`, { publicKey });
}

export function endKey(uscc: string, keyId: string): Promise<SigningKey> {
  return post('collection', `${pathOf(uscc)}/keys/${keyId}/end`, {});
}
