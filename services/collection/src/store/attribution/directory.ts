import type { RegistrationBody } from '@necips/domain';
import type { Executor, Transaction } from '@necips/runtime';
import type { DirectorySubject } from '../../domain/attribution/directory-subject.ts';
import type { DirectoryChange, DirectoryPlan, KnownDirectory } from '../../domain/attribution/plan-directory.ts';
import type { SubjectCategory } from '../../domain/attribution/subject-category.ts';
import { preferIndexes } from '../version/record-versions.ts';
import { noteMovedOut } from './subject-moves.ts';

/** Up to which sequence number the directory has followed the feed. */
export async function readDirectorySequence(sql: Executor): Promise<number> {
  const [row] = await sql<{ sequence: number }[]>`select sequence from subject_directory where name = 'record'`;
  return row?.sequence ?? 0;
}

/**
 * Locks the directory until the transaction ends: `read` keeps it as it is while rows are attributed by it, `write` is for who
 * changes it. So a row that finds no subject is in the queue before the directory changes, or is attributed after. Returns up to
 * which sequence number it has followed the feed.
 */
export async function lockDirectory(tx: Transaction, mode: 'read' | 'write'): Promise<number> {
  const [row] =
    mode === 'read'
      ? await tx<{ sequence: number }[]>`select sequence from subject_directory where name = 'record' for share`
      : await tx<{ sequence: number }[]>`select sequence from subject_directory where name = 'record' for update`;
  return row?.sequence ?? 0;
}

/** Whether registrations of the node are recorded that the directory has not seen. Looks at what the directory lacks only. */
export async function isDirectoryBehind(sql: Executor, node: string, sequence: number): Promise<boolean> {
  const [row] = await sql<{ behind: boolean }[]>`
    select exists (
      select from record_version where sequence > ${sequence} and record_id like ${`${node}/REG/%`}
    ) as behind`;
  return row?.behind === true;
}

/** The next versions after a sequence number as the directory reads them, and the sequence that this reaches. */
export async function readDirectoryChanges(
  sql: Executor,
  { node, after, limit }: { node: string; after: number; limit: number },
): Promise<{ changes: DirectoryChange[]; reached: number }> {
  const rows = await sql<ChangeRow[]>`
    select version.sequence, version.record_id as "recordId", version.operation,
      version.withdrawal_id is not null as "isLawful", restored.sequence as "restoredSequence",
      case when version.operation = 1 and version.record_id like ${`${node}/REG/%`} then content.public_part end as registration,
      case when version.operation = 1 and version.record_id not like ${`${node}/REG/%`}
        then content.head::json -> 'subject' ->> 'code' end as "subjectCode"
    from (select * from record_version where sequence > ${after} order by sequence limit ${limit}) version
    left join record_version_content content on content.sequence = version.sequence
    left join record_version restored on version.restores is not null and restored.record_id = version.record_id
      and restored.version = version.restores
    order by version.sequence`;
  const changes = rows.map(({ registration, subjectCode, ...row }) => ({
    ...row,
    registration: registration ? (JSON.parse(registration) as RegistrationBody) : undefined,
    subjectCode: subjectCode ?? undefined,
  }));
  return { changes, reached: rows.at(-1)?.sequence ?? after };
}

/** What the directory holds of these registration records, and of whatever has these keys. */
export async function readKnown(
  tx: Transaction,
  { recordIds, keys }: { recordIds: readonly string[]; keys: readonly string[] },
): Promise<KnownDirectory> {
  await preferIndexes(tx);
  const [registrations, aliases] = await Promise.all([
    tx<{ recordId: string; subjectId: number }[]>`
      select record_id as "recordId", subject_id as "subjectId" from subject_registration
      where record_id = any (array(select unnest(${[...recordIds]}::text[])))`,
    tx<{ key: string; subjectId: number }[]>`
      select key, subject_id as "subjectId" from subject_alias
      where key = any (array(select unnest(${[...keys]}::uuid[])))`,
  ]);
  const ids = [...new Set([...registrations, ...aliases].map(({ subjectId }) => subjectId))];
  const subjects = ids.length === 0 ? [] : await readSubjects(tx, ids);
  const byKey = new Map<string, Set<number>>();
  for (const { key, subjectId } of aliases) byKey.set(key, (byKey.get(key) ?? new Set()).add(subjectId));
  return {
    subjects: new Map(subjects.map((subject) => [subject.subjectId, subject])),
    registrations: new Map(registrations.map(({ recordId, subjectId }) => [recordId, subjectId])),
    byKey,
  };
}

async function readSubjects(sql: Executor, ids: readonly number[]): Promise<DirectorySubject[]> {
  const rows = await sql<(Omit<DirectorySubject, 'category'> & { category: number })[]>`
    select subject_id as "subjectId", record_id as "recordId", code, name, category, uscc,
      registration_number as "registrationNumber", name_key as "nameKey", keys, key_sequences as "keySequences",
      carry_due as "carryDue", moved_out as "movedOut"
    from subject where subject_id = any (array(select unnest(${[...ids]}::bigint[])))`;
  return rows.map((row) => ({ ...row, category: categoryOf(row.category) }));
}

/** As many subject ids as are asked for, one after another. The directory must be locked for writing: nobody else draws any then. */
export async function drawSubjectIds(tx: Transaction, count: number): Promise<number[]> {
  const [row] = await tx<{ last: number }[]>`
    select setval('subject_subject_id_seq', nextval('subject_subject_id_seq') + ${count - 1}::bigint) as last`;
  const first = (row?.last ?? 0) - count + 1;
  return Array.from({ length: count }, (_, place) => first + place);
}

/**
 * Writes what a stretch of the feed came to, with the sequence number up to which the directory has now followed. `stored` are the subjects
 * that it held before.
 */
export async function writeDirectory(
  tx: Transaction,
  { known, plan, sequence, stored }: WrittenDirectory,
): Promise<void> {
  const changed = [...plan.changed].flatMap((id) => known.subjects.get(id) ?? []);
  const forgotten = [...plan.forgotten];
  const gone = [...plan.forgottenRegistrations];
  // Aliases first, while the subject still has the keys of before.
  const earlier = changed.filter(({ subjectId }) => stored.has(subjectId));
  if (earlier.length > 0) await deleteFormerAliases(tx, earlier);
  if (changed.length > 0) await writeSubjects(tx, changed);
  await noteMovedOut(tx, changed, plan);
  if (plan.registrations.size > 0) await writeRegistrations(tx, [...plan.registrations]);
  if (gone.length > 0) await tx`delete from subject_registration where record_id = any (${gone}::text[])`;
  if (forgotten.length > 0) {
    await tx`delete from subject_alias using subject
      where subject.subject_id = any (${forgotten}::bigint[]) and subject_alias.key = any (subject.keys)
        and subject_alias.subject_id = subject.subject_id`;
    await tx`delete from subject_registration where subject_id = any (${forgotten}::bigint[])`;
    await tx`delete from subject where subject_id = any (${forgotten}::bigint[])`;
  }
  if (plan.records.size > 0) await writeRecordSubjects(tx, [...plan.records]);
  await tx`update subject_directory set sequence = ${sequence} where name = 'record'`;
}

interface WrittenDirectory {
  known: KnownDirectory;
  plan: DirectoryPlan;
  sequence: number;
  stored: ReadonlySet<number>;
}

async function deleteFormerAliases(tx: Transaction, subjects: readonly DirectorySubject[]): Promise<void> {
  const ids = subjects.map(({ subjectId }) => subjectId);
  await tx`
    delete from subject_alias using subject, unnest(${ids}::bigint[], ${subjects.map(({ keys }) => `{${keys.join()}}`)}::text[])
      as changed (subject_id, keys)
    where subject.subject_id = changed.subject_id and subject_alias.subject_id = subject.subject_id
      and subject_alias.key = any (subject.keys) and not subject_alias.key = any (changed.keys::uuid[])`;
}

async function writeSubjects(tx: Transaction, subjects: readonly DirectorySubject[]): Promise<void> {
  const ids = subjects.map(({ subjectId }) => subjectId);
  await tx`
    insert into subject as current (subject_id, record_id, code, name, category, uscc, registration_number, name_key, keys,
      key_sequences, carry_due, moved_out)
    overriding system value
    select subject_id, record_id, code, name, category, uscc, registration_number, name_key, keys::uuid[],
      key_sequences::bigint[], carry_due = 1, moved_out = 1
    from unnest(
      ${ids}::bigint[], ${subjects.map(({ recordId }) => recordId)}::text[], ${subjects.map(({ code }) => code)}::text[],
      ${subjects.map(({ name }) => name)}::text[], ${subjects.map(({ category }) => CATEGORIES.indexOf(category) + 1)}::smallint[],
      ${subjects.map(({ uscc }) => uscc)}::text[], ${subjects.map((subject) => subject.registrationNumber)}::text[],
      ${subjects.map(({ nameKey }) => nameKey)}::uuid[], ${subjects.map(({ keys }) => `{${keys.join()}}`)}::text[],
      ${subjects.map(({ keySequences }) => `{${keySequences.join()}}`)}::text[],
      ${subjects.map(({ carryDue }) => Number(carryDue))}::integer[], ${subjects.map(({ movedOut }) => Number(movedOut))}::integer[]
    ) as subject (subject_id, record_id, code, name, category, uscc, registration_number, name_key, keys, key_sequences, carry_due,
      moved_out)
    on conflict (subject_id) do update set record_id = excluded.record_id, code = excluded.code, name = excluded.name,
      category = excluded.category, uscc = excluded.uscc, registration_number = excluded.registration_number,
      name_key = excluded.name_key, keys = excluded.keys, key_sequences = excluded.key_sequences,
      carry_due = excluded.carry_due,
      carried_after = case when excluded.carry_due then '' else current.carried_after end,
      moved_out = excluded.moved_out, moved_to = case when excluded.moved_out then current.moved_to end`;
  await tx`
    insert into subject_alias (key, subject_id)
    select unnest(keys::uuid[]), subject_id
    from unnest(${ids}::bigint[], ${subjects.map(({ keys }) => `{${keys.join()}}`)}::text[]) as changed (subject_id, keys)
    on conflict (key, subject_id) do nothing`;
}

async function writeRegistrations(
  tx: Transaction,
  registrations: readonly [string, { subjectId: number; superseded: boolean }][],
): Promise<void> {
  await tx`
    insert into subject_registration (record_id, subject_id, superseded)
    select record_id, subject_id, superseded = 1 from unnest(
      ${registrations.map(([recordId]) => recordId)}::text[],
      ${registrations.map(([, { subjectId }]) => subjectId)}::bigint[],
      ${registrations.map(([, { superseded }]) => Number(superseded))}::integer[]
    ) as registration (record_id, subject_id, superseded)
    on conflict (record_id) do update set subject_id = excluded.subject_id, superseded = excluded.superseded
    where (subject_registration.subject_id, subject_registration.superseded) <> (excluded.subject_id, excluded.superseded)`;
}

async function writeRecordSubjects(tx: Transaction, records: readonly [string, number | undefined][]): Promise<void> {
  const shown = records.flatMap(([recordId, subjectId]) => (subjectId === undefined ? [] : [{ recordId, subjectId }]));
  const gone = records.flatMap(([recordId, subjectId]) => (subjectId === undefined ? [recordId] : []));
  if (gone.length > 0) await tx`delete from record_subject where record_id = any (${gone}::text[])`;
  if (shown.length === 0) return;
  await tx`
    insert into record_subject (record_id, subject_id)
    select * from unnest(${shown.map(({ recordId }) => recordId)}::text[], ${shown.map(({ subjectId }) => subjectId)}::bigint[])
    on conflict (record_id) do update set subject_id = excluded.subject_id
    where record_subject.subject_id <> excluded.subject_id`;
}

interface ChangeRow {
  sequence: number;
  recordId: string;
  operation: number;
  isLawful: boolean;
  restoredSequence: number | null;
  registration: string | null;
  subjectCode: string | null;
}

/** As numbered in the table, from 1. */
const CATEGORIES: readonly SubjectCategory[] = ['enterprise', 'individual_business', 'farmers_cooperative'];

function categoryOf(number: number): SubjectCategory {
  return CATEGORIES[number - 1] ?? 'enterprise';
}
