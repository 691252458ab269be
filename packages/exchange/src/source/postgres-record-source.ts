import type { Sql } from '@necips/runtime';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { createNameSearch } from './name-search.ts';
import type { Page, PageRequest, PublicRecord, RecordSource, Subject } from './record-source.ts';
import { SUBJECT_COLUMNS } from './subject-columns.ts';

/** Reads the public copy in PostgreSQL. */
export function postgresRecordSource(sql: Sql): RecordSource {
  return {
    findSubject: (code) => findSubject(sql, code),
    searchSubjects: createNameSearch(sql),
    listRecords: (code, page) => listRecords(sql, code, page),
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
  order by as_of_ms desc, subject_id limit 1`;

async function listRecords(sql: Sql, code: string, page: PageRequest): Promise<Page<PublicRecord> | undefined> {
  const subject = await findSubject(sql, code);
  const subjectId = subject?.code ?? code;
  const [after = ''] = page.cursor === undefined ? [] : decodeCursor(subjectId, page.cursor, 1);
  const records = await sql.unsafe<PublicRecord[]>(LIST_RECORDS, [subjectId, after, page.limit + 1]);
  if (records.length === 0 && !subject) return undefined;
  const items = records.slice(0, page.limit);
  if (records.length <= page.limit) return { items };
  return { items, next: encodeCursor(subjectId, [items.at(-1)!.recordId]) };
}

const LIST_RECORDS = `
  select record_id as "recordId", version, item, node, leaf_index as "leafIndex", time_ms as "timeMs", head,
    public_part as "publicPart"
  from exchange.record join exchange.record_content using (node, generation, leaf_index)
  where subject_id = $1 and record_id > $2 order by record_id limit $3`;
