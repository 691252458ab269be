import {
  findSubjectStatusByName,
  nameBigrams,
  REGISTRATION_ITEM,
  type RegistrationBody,
  searchName,
} from '@necips/domain';
import type { Transaction } from '@necips/runtime';
import type { SoundRecord } from './compare-records.ts';
import type { Differences } from './differences.ts';

/** A row of exchange.subject. */
interface SubjectRow {
  subjectId: string;
  node: string;
  recordId: string;
  leafIndex: number;
  asOfMs: number;
  movedOut: boolean;
  [shown: string]: unknown;
}

/**
 * Checks that each registration has its row in the index of subjects: its own, made of nothing but the record, or that of
 * another province whose registration is to be shown instead: not 迁出 where this one is, or else later (at equal times, of the lower
 * node code).
 */
export async function compareSubjects(
  tx: Transaction,
  node: string,
  records: readonly SoundRecord[],
  differences: Differences,
): Promise<void> {
  const registrations = records.filter(({ record }) => record.item === REGISTRATION_ITEM);
  if (registrations.length === 0) return;
  const ids = registrations.map(({ record }) => record.subjectId);
  const rows = await tx<
    SubjectRow[]
  >`select ${tx.unsafe(COLUMNS)} from exchange.subject where subject_id = any(${ids})`;
  const bySubject = new Map(rows.map((row) => [row.subjectId, row]));
  for (const { record, content } of registrations) {
    const row = bySubject.get(record.subjectId);
    const what = `${record.subjectId} of ${record.recordId}`;
    if (!row) differences.add('subject', `${what} is not in the index`);
    else if (row.node === node && row.recordId === record.recordId) {
      const column = firstDifference(row, node, { record, content });
      if (column !== undefined) differences.add('subject', `${what}: ${column}`);
    } else if (!isBefore(row, { movedOut: isMovedOut(content), asOfMs: record.timeMs, node })) {
      differences.add('subject', `${what} is shown as ${row.recordId} has it, which gives way to it`);
    }
  }
}

/** Counts rows of the index that stand for no current registration. */
export async function findStraySubjects(tx: Transaction, node: string, differences: Differences): Promise<void> {
  const strays = await tx<{ subjectId: string }[]>`
    select s.subject_id as "subjectId" from exchange.subject s
    where s.node = ${node} and not exists (
      select from exchange.record r where r.node = ${node} and r.record_id = s.record_id
        and r.subject_id = s.subject_id and r.item = ${REGISTRATION_ITEM})`;
  for (const { subjectId } of strays) differences.add('subject', `${subjectId} has no registration`);
}

function isBefore(row: Pick<SubjectRow, 'movedOut' | 'asOfMs' | 'node'>, other: typeof row): boolean {
  if (row.movedOut !== other.movedOut) return other.movedOut;
  return row.asOfMs > other.asOfMs || (row.asOfMs === other.asOfMs && row.node < other.node);
}

/** The first column that does not follow from the record; undefined where all do. */
function firstDifference(row: SubjectRow, node: string, { record, content }: SoundRecord): string | undefined {
  const body = bodyOf(content);
  if (!body) return 'the public part is not JSON';
  const name = shown(body.name) ?? '';
  const formerNames = (Array.isArray(body.formerNames) ? body.formerNames : []).flatMap(
    (former) => shown(former) ?? [],
  );
  const searchFormerNames = formerNames.map((former) => `\x02${searchName(former)}\x03`).join('');
  const expected: Record<string, unknown> = {
    leafIndex: record.leafIndex,
    asOfMs: record.timeMs,
    name,
    searchName: searchName(name),
    formerNames,
    searchFormerNames,
    // The pairs of characters of all its names, and one that no name can have for its province.
    nameTerms: [...nameBigrams(searchName(name) + searchFormerNames), Number(node.slice(0, 2))],
    registrationNumber: shown(body.registrationNumber) ?? null,
    type: shown(body.typeText) ?? null,
    status: shown(body.statusText) ?? null,
    legalRepresentative: shown(body.legalRepresentative) ?? null,
    establishedOn: shown(body.establishedOn) ?? null,
    movedOut: isMovedOut(content),
  };
  return Object.keys(expected).find((column) => JSON.stringify(row[column]) !== JSON.stringify(expected[column]));
}

function bodyOf({ publicPart }: SoundRecord['content']): Partial<RegistrationBody> | undefined {
  try {
    return JSON.parse(publicPart) as Partial<RegistrationBody>;
  } catch {
    return undefined;
  }
}

/** Status 迁出 (REGSTATE 6). */
function isMovedOut(content: SoundRecord['content']): boolean {
  return findSubjectStatusByName(shown(bodyOf(content)?.statusText) ?? '')?.code === '6';
}

/** Texts stand in the index without control characters. */
function shown(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.replace(/\p{Cc}+/gu, ' ').trim() || undefined;
}

const COLUMNS = `subject_id as "subjectId", node, record_id as "recordId", leaf_index as "leafIndex", as_of_ms as "asOfMs",
  name, search_name as "searchName", former_names as "formerNames", search_former_names as "searchFormerNames",
  name_terms as "nameTerms", registration_number as "registrationNumber", type, status,
  legal_representative as "legalRepresentative", established_on as "establishedOn", moved_out as "movedOut"`;
