import { createHash } from 'node:crypto';
import { REGISTRATION_ITEM } from '@necips/domain';
import { type Executor, isServiceError } from '@necips/runtime';
import type { LogPosition } from '../../copy/change.ts';
import { column, listOf } from '../../copy/columns.ts';
import { findShown, hasMovedOut } from '../../copy/subject-precedence.ts';
import { type Registration, type SubjectRow, toSubjectRow } from '../../copy/subject-row.ts';
import type { DifferenceKind } from '../differences/difference-kind.ts';

/** A subject that does not follow from the registration that it should show. */
export interface SubjectFinding {
  subjectId: string;
  /** Leaf of that registration. */
  leafIndex: number;
  kind: Extract<DifferenceKind, 'subject_missing' | 'subject_altered'>;
  oldDigest: Buffer | null;
  newDigest: Buffer;
}

/**
 * Holds the subjects of these registrations – current, and verified against their leaves – against the index. Only those subjects
 * are looked at whose registration to show is among them.
 */
export async function checkSubjects(
  executor: Executor,
  { node, generation }: LogPosition,
  registrations: readonly Registration[],
): Promise<SubjectFinding[]> {
  if (registrations.length === 0) return [];
  const ids = column(registrations, ({ subjectId }) => subjectId);
  const [stored, standing] = await Promise.all([
    executor.unsafe<StoredSubject[]>(STORED, [ids]),
    executor.unsafe<Standing[]>(STANDING, [ids, REGISTRATION_ITEM]),
  ]);
  const shown = new Map(stored.map((subject) => [subject.subjectId, subject]));
  const contending = standing.map((each) => ({ ...each, movedOut: hasMovedOut(each.publicPart) }));
  const heads = new Map(findShown(contending).map((head) => [head.subjectId, head]));
  return registrations.flatMap((registration) => {
    const head = heads.get(registration.subjectId);
    const isHead = head?.node === node && head.generation === generation && head.leafIndex === registration.leafIndex;
    const expected = isHead && rowOf(registration);
    return expected ? (compare(expected, shown.get(registration.subjectId)) ?? []) : [];
  });
}

function compare(expected: SubjectRow, stored: StoredSubject | undefined): SubjectFinding | undefined {
  const [is, should] = [stored && formOf(stored), formOf(expected)];
  if (is === should) return undefined;
  const { subjectId, leafIndex } = expected;
  const kind = stored ? 'subject_altered' : 'subject_missing';
  return { subjectId, leafIndex, kind, oldDigest: is === undefined ? null : sha256(is), newDigest: sha256(should) };
}

/** Every column in one order. */
function formOf(subject: SubjectRow | StoredSubject): string {
  return JSON.stringify([
    subject.subjectId,
    subject.node,
    subject.recordId,
    subject.leafIndex,
    subject.asOfMs,
    subject.name,
    subject.searchName,
    [...subject.formerNames],
    subject.searchFormerNames,
    [...subject.nameTerms],
    subject.registrationNumber ?? null,
    subject.type ?? null,
    subject.status ?? null,
    subject.legalRepresentative ?? null,
    subject.establishedOn,
    subject.movedOut,
  ]);
}

/** A registration that the index cannot show makes no subject; it is not the patrol's to judge. */
function rowOf(registration: Registration): SubjectRow | undefined {
  try {
    return toSubjectRow(registration);
  } catch (error) {
    if (isServiceError(error, 'unprocessable')) return undefined;
    throw error;
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const STORED = `
  select subject_id as "subjectId", node, record_id as "recordId", leaf_index as "leafIndex", as_of_ms as "asOfMs", name,
    search_name as "searchName", former_names as "formerNames", search_former_names as "searchFormerNames",
    name_terms as "nameTerms", registration_number as "registrationNumber", type, status,
    legal_representative as "legalRepresentative", established_on as "establishedOn", moved_out as "movedOut"
  from exchange.subject where subject_id = any(${listOf(1)})`;

/** What a registration says is read only where there is another one of its subject. */
const STANDING = `
  select subject_id as "subjectId", node, generation, leaf_index as "leafIndex", time_ms as "timeMs",
    case when count(*) over (partition by subject_id) > 1 then (
      select public_part from exchange.record_content content
      where content.node = record.node and content.generation = record.generation and content.leaf_index = record.leaf_index
    ) end as "publicPart"
  from exchange.record record where subject_id = any(${listOf(1)}) and item = $2`;

interface StoredSubject extends Omit<SubjectRow, 'registrationNumber' | 'type' | 'status' | 'legalRepresentative'> {
  registrationNumber: string | null;
  type: string | null;
  status: string | null;
  legalRepresentative: string | null;
}

interface Standing {
  subjectId: string;
  node: string;
  generation: number;
  leafIndex: number;
  timeMs: number;
  /** Null where it is the only one of its subject, or its content is gone. */
  publicPart: string | null;
}
