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
  /** `node` took it in, where that was another province. */
  origin: { department: string | null; node: string | null; batch: string | null; row: number | null };
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

/** A subject with the number of its records by item. */
export interface CountedSubject extends Subject {
  records: { item: string; count: number }[];
}

export function findSubject(code: string, signal?: AbortSignal): Promise<CountedSubject> {
  return get('exchange', `/v1/subjects/${encodeURIComponent(code)}`, signal && { signal });
}

/** What a search asks: what was typed, and filters. */
export interface SearchQuery {
  q: string;
  node?: string | undefined;
  kind?: string | undefined;
  status?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
}

/** A subject that was found, and what of it matched. */
export interface Hit extends Subject {
  matched: { by: 'name' | 'formerName' | 'code' | 'registrationNumber'; text: string };
}

/** One page of a search. */
export interface HitPage extends Page<Hit> {
  /** The filters leave so few that this page has looked at as many subjects as one may; the next one goes on. */
  partial: boolean;
}

export function search(query: SearchQuery, signal?: AbortSignal): Promise<HitPage> {
  return get('exchange', '/v1/search', { query: { ...query }, ...(signal && { signal }) });
}

/** Records of one item, or of all. */
export function listRecords(
  {
    code,
    item,
    cursor,
    limit = RECORDS_A_PAGE,
  }: { code: string; item?: string; cursor: string | undefined; limit?: number },
  signal?: AbortSignal,
): Promise<Page<PublicRecord>> {
  const query = { item, limit, cursor };
  return get('exchange', `/v1/subjects/${encodeURIComponent(code)}/records`, { query, ...(signal && { signal }) });
}

/** Records that a section shows at a time. */
const RECORDS_A_PAGE = 50;
/** Records of an answer at most. */
export const RECORDS_OF_ANSWER_MAX = 100;
/** Records that a file takes; the centre's interface is the way to more. */
export const EXPORT_RECORDS_MAX = 10_000;

/** The records of one item, page after page, as many as a file takes; told how many there are so far. */
export async function listAllRecords(
  { code, item }: { code: string; item: string },
  onProgress: (count: number) => void,
): Promise<PublicRecord[]> {
  const records: PublicRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await listRecords({ code, item, cursor, limit: RECORDS_OF_ANSWER_MAX });
    records.push(...page.items);
    onProgress(records.length);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && records.length < EXPORT_RECORDS_MAX);
  return records;
}

/** The proof file of a record. */
export function fetchProof(recordId: string): Promise<string> {
  return getText('exchange', '/v1/records/proof', { query: { recordId } });
}

/** The centre's signed word whether a leaf is current; the centre alone has it. */
export function fetchLeafStatus(node: string, index: number): Promise<string> {
  return getText('exchange', `/v1/nodes/${node}/leaves/${index}/status`);
}
