import type { RegistrationBody } from '@necips/domain';
import { aliasKey } from './alias-key.ts';
import {
  addNames,
  type DirectorySubject,
  forgetKeysAfter,
  headSubject,
  newSubject,
  retireSubject,
} from './directory-subject.ts';

/** A version of the feed as the directory reads it. */
export interface DirectoryChange {
  sequence: number;
  recordId: string;
  /** 1 publish, 2 withdraw. */
  operation: number;
  /** It withdraws by law: what is known of the record is to go. */
  isLawful: boolean;
  /** Undoing made it: it shows again what this earlier version said. */
  restoredSequence: number | null;
  /** What a registration says; absent for every other record, for a withdrawal, and where the content was erased. */
  registration: RegistrationBody | undefined;
  /** The code of the subject in the head of a record that is no registration. */
  subjectCode: string | undefined;
}

/** What the directory holds of all that a stretch of the feed touches. */
export interface KnownDirectory {
  subjects: Map<number, DirectorySubject>;
  /** Subject of each registration record. */
  registrations: Map<string, number>;
  /** Subjects by each code that they are or were known by. */
  byKey: Map<string, Set<number>>;
}

/** What a stretch of the feed comes to. */
export interface DirectoryPlan {
  /** Subjects to be written as they now are, and those of which nothing is to be kept. */
  changed: Set<number>;
  forgotten: Set<number>;
  /** Registration records: their subjects, and whether another one has taken their place. */
  registrations: Map<string, { subjectId: number; superseded: boolean }>;
  forgottenRegistrations: Set<string>;
  /** Other records: their subjects; undefined where the record is withdrawn. */
  records: Map<string, number | undefined>;
  /** Subjects that have moved out, and something is recorded under them still. */
  moving: Set<number>;
}

/**
 * What the next versions of the feed come to in the directory of subjects, which changes in `known`. A registration record
 * makes a subject, or belongs to one that is known by its old number: one that got its unified social credit code is the
 * subject that it was. Whatever a subject was ever called stays a name to find it by, until the version that gave the name
 * is undone, or none of its registrations is shown any more.
 */
export function planDirectory(
  known: KnownDirectory,
  changes: readonly DirectoryChange[],
  nextSubjectId: () => number,
): DirectoryPlan {
  const plan: DirectoryPlan = {
    changed: new Set(),
    forgotten: new Set(),
    registrations: new Map(),
    forgottenRegistrations: new Set(),
    records: new Map(),
    moving: new Set(),
  };
  const step = { known, plan, nextSubjectId };
  for (const change of changes) {
    if (change.registration) register(step, change, change.registration);
    else if (change.operation === 2) withdraw(step, change);
    else if (change.subjectCode !== undefined) noteRecord(step, change.recordId, change.subjectCode);
  }
  return plan;
}

interface Step {
  known: KnownDirectory;
  plan: DirectoryPlan;
  nextSubjectId: () => number;
}

function register({ known, plan, nextSubjectId }: Step, change: DirectoryChange, body: RegistrationBody): void {
  const { recordId, sequence, restoredSequence } = change;
  const subject = subjectOf(known, recordId) ?? subjectBefore(known, body) ?? newSubject(nextSubjectId());
  known.subjects.set(subject.subjectId, subject);
  const other = subject.recordId !== null && subject.recordId !== recordId ? subject.recordId : undefined;
  // The record under the unified social credit code stands for the subject, in whatever order the two come.
  const isHead = other === undefined || (body.code !== undefined && subject.uscc === null);
  if (restoredSequence !== null) forgetKeysAfter(subject, restoredSequence);
  if (isHead) headSubject(subject, recordId, body, sequence);
  else addNames(subject, body, sequence);
  const { subjectId } = subject;
  if (other !== undefined && isHead) plan.registrations.set(other, { subjectId, superseded: true });
  plan.registrations.set(recordId, { subjectId, superseded: !isHead });
  plan.forgottenRegistrations.delete(recordId);
  known.registrations.set(recordId, subjectId);
  plan.changed.add(subjectId);
  for (const key of subject.keys) indexKey(known, key, subjectId);
}

/** The subject that a registration record belongs to. */
function subjectOf({ registrations, subjects }: KnownDirectory, recordId: string): DirectorySubject | undefined {
  const subjectId = registrations.get(recordId);
  return subjectId === undefined ? undefined : subjects.get(subjectId);
}

/**
 * The subject that a record not seen before is of, by its registration number: the one that had no code when this one brings it,
 * or the one that has its code already when this is the old record once more. Two that share a number are left apart.
 */
function subjectBefore({ byKey, subjects }: KnownDirectory, body: RegistrationBody): DirectorySubject | undefined {
  const { code, registrationNumber } = body;
  if (registrationNumber === undefined) return undefined;
  const sharing = [...(byKey.get(aliasKey('registrationNumber', registrationNumber)) ?? [])]
    .flatMap((subjectId) => subjects.get(subjectId) ?? [])
    .filter(({ recordId, registrationNumber: number }) => recordId !== null && number === registrationNumber);
  const [only, ...more] = sharing;
  if (!only || more.length > 0) return undefined;
  return (code === undefined) === (only.uscc === null) ? undefined : only;
}

function withdraw({ known, plan }: Step, { recordId, isLawful }: DirectoryChange): void {
  plan.records.set(recordId, undefined);
  const subject = subjectOf(known, recordId);
  if (!subject) return;
  const { subjectId } = subject;
  const isHead = subject.recordId === recordId;
  if (isHead) retireSubject(subject);
  plan.changed.add(subjectId);
  if (!isLawful) {
    plan.registrations.set(recordId, { subjectId, superseded: false });
    return;
  }
  plan.registrations.delete(recordId);
  plan.forgottenRegistrations.add(recordId);
  known.registrations.delete(recordId);
  if (subject.recordId !== null) return;
  known.subjects.delete(subjectId);
  plan.changed.delete(subjectId);
  plan.forgotten.add(subjectId);
}

function noteRecord({ known, plan }: Step, recordId: string, code: string): void {
  const keys = [aliasKey('uscc', code), aliasKey('registrationNumber', code)];
  const found = keys
    .flatMap((key) => [...(known.byKey.get(key) ?? [])])
    .flatMap((subjectId) => known.subjects.get(subjectId) ?? []);
  const subject = found.find((each) => each.code === code) ?? found.find(({ recordId: head }) => head !== null);
  if (!subject) return;
  plan.records.set(recordId, subject.subjectId);
  if (subject.movedOut) plan.moving.add(subject.subjectId);
  // It was recorded under a code that the subject no longer has, or is shown so again.
  if (subject.code === code || subject.carryDue) return;
  subject.carryDue = true;
  plan.changed.add(subject.subjectId);
}

function indexKey({ byKey }: KnownDirectory, key: string, subjectId: number): void {
  const subjects = byKey.get(key);
  if (subjects) subjects.add(subjectId);
  else byKey.set(key, new Set([subjectId]));
}
