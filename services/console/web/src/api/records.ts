import { get, getText } from './call.ts';

/** A subject (市场主体) as the exchange REST shows it. */
export interface Subject {
  code: string;
  name: string;
  formerNames: string[];
  registrationNumber: string | null;
  type: string | null;
  status: string | null;
  node: string;
  legalRepresentative: string | null;
  establishedOn: string;
  asOf: string;
  leafIndex: number;
  recordId: string;
}

/** A published record. */
export interface PublicRecord {
  recordId: string;
  version: number;
  item: string;
  /** Item and format version, `PEN@1`. */
  format: string | null;
  node: string;
  leafIndex: number;
  publishedAt: string;
  provider: Party | null;
  origin: { department: string | null; batch: string | null; row: number | null };
  subject: Party | null;
  body: Record<string, unknown>;
}

interface Party {
  code: string;
  name: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
  /** Provinces whose data is being restored and left out now. */
  withheld: string[];
}

export function findSubject(code: string, signal?: AbortSignal): Promise<Subject> {
  return get('exchange', `/v1/subjects/${encodeURIComponent(code)}`, signal && { signal });
}

export function searchSubjects(
  query: { name: string; node?: string; cursor?: string; limit?: number },
  signal?: AbortSignal,
): Promise<Page<Subject>> {
  return get('exchange', '/v1/subjects', { query, ...(signal && { signal }) });
}

export function listRecords(
  code: string,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<Page<PublicRecord>> {
  const query = { limit: 100, cursor };
  return get('exchange', `/v1/subjects/${encodeURIComponent(code)}/records`, { query, ...(signal && { signal }) });
}

/** The proof file of a record. */
export function fetchProof(recordId: string): Promise<string> {
  return getText('exchange', '/v1/records/proof', { query: { recordId } });
}

/** The centre's signed word whether a leaf is current; the centre alone has it. */
export function fetchLeafStatus(node: string, index: number): Promise<string> {
  return getText('exchange', `/v1/nodes/${node}/leaves/${index}/status`);
}
