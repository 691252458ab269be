import { REGISTRATION_ITEM } from '@necips/domain';
import type { Transaction } from '@necips/runtime';
import { column, listOf } from './columns.ts';
import { findShown, hasMovedOut } from './subject-precedence.ts';
import { type Registration, type SubjectRow, toSubjectRow } from './subject-row.ts';

/** Keeps writers of the index of subjects in order; see `lockSubjects`. */
const SUBJECT_LOCK = 19_870_417;

/** Separates former names within one value, as U+0001 separates values. */
const NAME_SEPARATOR = '\x02';

/**
 * Takes the lock under which the index of subjects is written, until the transaction ends. Provinces that only publish share
 * it and meet at single rows, which all of them write in the order of subjectId. Whoever recomputes subjects from the
 * records that remain has it alone: it must see all of them, and reads and writes in no order that others could keep.
 */
export async function lockSubjects(tx: Transaction, mode: 'publish' | 'recompute'): Promise<void> {
  if (mode === 'publish') await tx`select pg_advisory_xact_lock_shared(${SUBJECT_LOCK})`;
  else await tx`select pg_advisory_xact_lock(${SUBJECT_LOCK})`;
}

/**
 * Writes subjects as registrations have them, one for each subject. Where two provinces hold one, the registration to show is the one that
 * `precedes` the other; a province's own newer version takes the place of its older one, and where it comes later in that order, the
 * subject has to be recomputed. Rows are written in the order of subjectId so that two transactions never wait for each other.
 */
export async function writeSubjects(tx: Transaction, rows: readonly SubjectRow[]): Promise<void> {
  if (rows.length === 0) return;
  const subjects = rows.toSorted(bySubjectId);
  await tx`
    insert into exchange.subject as current (subject_id, node, record_id, leaf_index, as_of_ms, name, search_name,
      former_names, search_former_names, name_terms, registration_number, type, status, legal_representative,
      established_on, moved_out)
    select subject_id, node, record_id, leaf_index::bigint, as_of_ms::bigint, name, coalesce(search_name, ''),
      string_to_array(coalesce(former_names, ''), ${NAME_SEPARATOR}), coalesce(search_former_names, ''),
      name_terms::integer[], nullif(registration_number, ''), nullif(type, ''), nullif(status, ''),
      nullif(legal_representative, ''), established_on::date, moved_out::boolean
    from rows from (
      string_to_table(${column(subjects, (subject) => subject.subjectId)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.node)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.recordId)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.leafIndex)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.asOfMs)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.name)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.searchName)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.formerNames.join(NAME_SEPARATOR))}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.searchFormerNames)}, chr(1)),
      string_to_table(${column(subjects, (subject) => `{${subject.nameTerms.join()}}`)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.registrationNumber)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.type)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.status)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.legalRepresentative)}, chr(1)),
      string_to_table(${column(subjects, (subject) => subject.establishedOn)}, chr(1)),
      string_to_table(${column(subjects, (subject) => (subject.movedOut ? 't' : 'f'))}, chr(1))
    ) as subject (subject_id, node, record_id, leaf_index, as_of_ms, name, search_name, former_names,
      search_former_names, name_terms, registration_number, type, status, legal_representative, established_on, moved_out)
    on conflict (subject_id) do update set
      node = excluded.node, record_id = excluded.record_id, leaf_index = excluded.leaf_index,
      as_of_ms = excluded.as_of_ms, name = excluded.name, search_name = excluded.search_name,
      former_names = excluded.former_names, search_former_names = excluded.search_former_names,
      name_terms = excluded.name_terms, registration_number = excluded.registration_number, type = excluded.type,
      status = excluded.status, legal_representative = excluded.legal_representative,
      established_on = excluded.established_on, moved_out = excluded.moved_out
    where excluded.node = current.node or (excluded.moved_out, -excluded.as_of_ms, excluded.node)
      < (current.moved_out, -current.as_of_ms, current.node)`;
}

/** Makes these subjects anew from the registrations that remain; a subject without any is forgotten. */
export async function recomputeSubjects(tx: Transaction, subjectIds: string[]): Promise<void> {
  const ids = column(subjectIds, (subjectId) => subjectId);
  await tx.unsafe(`delete from exchange.subject where subject_id = any(${listOf(1)})`, [ids]);
  const remaining = await tx.unsafe<Registration[]>(REMAINING, [ids, REGISTRATION_ITEM]);
  const contending = remaining.map((registration) => ({
    ...registration,
    movedOut: hasMovedOut(registration.publicPart),
  }));
  await writeSubjects(tx, findShown(contending).map(toSubjectRow));
}

const REMAINING = `
  select subject_id as "subjectId", node, record_id as "recordId", leaf_index as "leafIndex", time_ms as "timeMs",
    public_part as "publicPart"
  from exchange.record join exchange.record_content using (node, generation, leaf_index)
  where subject_id = any(${listOf(1)}) and item = $2`;

function bySubjectId(a: SubjectRow, b: SubjectRow): number {
  return a.subjectId < b.subjectId ? -1 : Number(a.subjectId > b.subjectId);
}
