import type { Sql } from '@necips/runtime';
import { searchCodes } from './code-search.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { createNameSearch } from './name-search.ts';
import type { Page, PublicRecord, RecordCount, RecordQuery, RecordSource, Subject } from './record-source.ts';
import { SUBJECT_COLUMNS } from './subject-columns.ts';

/** Subjects that one page of a search looks at, at most, to find those that a filter leaves: some 50 ms. */
const FILTERED_ROWS_MAX = 30_000;

/** Reads the public copy in PostgreSQL. */
export function postgresRecordSource(sql: Sql, { filteredRowsMax = FILTERED_ROWS_MAX } = {}): RecordSource {
  return {
    findSubject: (code) => findSubject(sql, code),
    searchSubjects: createNameSearch(sql, filteredRowsMax),
    listRecords: (code, page) => listRecords(sql, code, page),
    countRecords: (subjectId) => sql.unsafe<RecordCount[]>(COUNT_RECORDS, [subjectId], { prepare: true }),
    searchCodes: (query) => searchCodes(sql, query, filteredRowsMax),
  };
}

async function findSubject(sql: Sql, code: string): Promise<Subject | undefined> {
  const [subject] = await sql.unsafe<Subject[]>(BY_CODE, [code], { prepare: true });
  // A USCC has 18 characters, a registration number 15 digits or, if it was issued before 2007, 13.
  if (subject || code.length === 18) return subject;
  const [numbered] = await sql.unsafe<Subject[]>(BY_REGISTRATION_NUMBER, [code], { prepare: true });
  return numbered;
}

const BY_CODE = `select ${SUBJECT_COLUMNS} from exchange.subject where subject_id = $1`;

const BY_REGISTRATION_NUMBER = `
  select ${SUBJECT_COLUMNS} from exchange.subject where registration_number = $1
  order by moved_out, as_of_ms desc, subject_id limit 1`;

async function listRecords(sql: Sql, code: string, page: RecordQuery): Promise<Page<PublicRecord> | undefined> {
  const subject = await findSubject(sql, code);
  const subjectId = subject?.code ?? code;
  const { item = '' } = page;
  // A cursor goes on with the list that it came from.
  const list = item === '' ? subjectId : `${subjectId}/${item}`;
  const [after = ''] = page.cursor === undefined ? [] : decodeCursor(list, page.cursor, 1);
  const records = await sql.unsafe<PublicRecord[]>(LIST_RECORDS, [subjectId, after, page.limit + 1, item]);
  if (records.length === 0 && !subject) return undefined;
  const items = records.slice(0, page.limit);
  if (records.length <= page.limit) return { items };
  return { items, next: encodeCursor(list, [items.at(-1)!.recordId]) };
}

const LIST_RECORDS = `
  select record_id as "recordId", version, item, node, leaf_index as "leafIndex", time_ms as "timeMs", head,
    public_part as "publicPart"
  from exchange.record join exchange.record_content using (node, generation, leaf_index)
  where subject_id = $1 and record_id > $2 and ($4 = '' or item = $4) order by record_id limit $3`;

const COUNT_RECORDS = `
  select node, item, count(*)::int as count from exchange.record where subject_id = $1 group by node, item order by item, node`;
