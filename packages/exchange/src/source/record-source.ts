import type { SubjectKind } from '@necips/domain';

/** Where public queries read: a port, so that another store can take over a node's reading without a change in the handlers. */
export interface RecordSource {
  /** A subject by its USCC or registration number, normalised as `normaliseCode` does. */
  findSubject(code: string): Promise<Subject | undefined>;
  /**
   * Subjects by name, current or former. Those whose current name begins with the query come first, by name; then the
   * others, by code. Throws `invalid`, reason `bad_cursor`.
   */
  searchSubjects(query: SubjectQuery): Promise<Page<Subject>>;
  /**
   * Current records of a subject in the order of recordId, of one item where it is named; undefined where nothing is known under the
   * code. A subject whose registration is not shown here may have other records. Throws `invalid`, reason `bad_cursor`.
   */
  listRecords(code: string, page: RecordQuery): Promise<Page<PublicRecord> | undefined>;
  /** How many current records each province shows of a subject, by item; `subjectId` is the subject's own code. */
  countRecords(subjectId: string): Promise<RecordCount[]>;
  /**
   * Subjects whose code begins so, by code, and on the first page those whose registration number does, as many as a page has.
   * Throws `invalid`, reason `bad_cursor`.
   */
  searchCodes(query: CodeQuery): Promise<Page<Subject>>;
}

/** What a subject must be to be listed. */
export interface SubjectFilter {
  /** Only subjects of this province. */
  node?: string;
  status?: SubjectStanding;
  kind?: SubjectKind;
}

/** Registration status in broad strokes; `none` where none was registered. */
export type SubjectStanding = 'active' | 'revoked' | 'deregistered' | 'other' | 'none';

export interface CodeQuery extends PageRequest, SubjectFilter {
  /** Upper-case letters and digits. */
  prefix: string;
}

/** A subject (市场主体) as currently shown. Null where the registration does not say; a status is never assumed. */
export interface Subject {
  /** USCC, or the 15-digit registration number where it has none. */
  code: string;
  name: string;
  /** 曾用名. */
  formerNames: string[];
  /** 注册号. */
  registrationNumber: string | null;
  /** 企业类型, as registered. */
  type: string | null;
  /** 登记状态, as registered. */
  status: string | null;
  /** Province that shows it, six digits. */
  node: string;
  /** 法定代表人. */
  legalRepresentative: string | null;
  /** YYYY-MM-DD. */
  establishedOn: string;
  /** Time of the leaf that this reflects, milliseconds since the epoch. */
  asOfMs: number;
  /** That leaf's position in the province's log. */
  leafIndex: number;
  /** The registration record that this reflects. */
  recordId: string;
}

/** One current record; head and public part are the canonical JSON texts that its leaf commits to. */
export interface PublicRecord {
  recordId: string;
  version: number;
  item: string;
  node: string;
  leafIndex: number;
  /** Time of the leaf, milliseconds since the epoch. */
  timeMs: number;
  head: string;
  publicPart: string;
}

/** How a name is compared: any substring, the beginning, or all of it. */
export type NameMatch = 'contains' | 'prefix' | 'exact';

export interface SubjectQuery extends PageRequest, SubjectFilter {
  /** In search form (`searchName`), not empty; at least two characters for `contains`. */
  searchName: string;
  match: NameMatch;
}

export interface RecordQuery extends PageRequest {
  /** Only records of this catalogue item. */
  item?: string;
}

/** Current records of one subject, item and province. */
export interface RecordCount {
  node: string;
  item: string;
  count: number;
}

export interface PageRequest {
  /** Items at most. */
  limit: number;
  /** Opaque, from the page before; absent for the first. */
  cursor?: string;
}

export interface Page<Item> {
  items: Item[];
  /** Absent on the last page. */
  next?: string;
  /** Provinces whose data is left out because it is being restored; absent where none is. */
  withheld?: string[];
  /** The page looked at as many subjects as it may and found fewer than asked for; `next` looks at further ones. */
  isPartial?: boolean;
}
