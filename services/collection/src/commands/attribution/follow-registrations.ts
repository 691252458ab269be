import type { Context } from '../../context.ts';
import { aliasKey } from '../../domain/attribution/alias-key.ts';
import { type DirectoryChange, planDirectory } from '../../domain/attribution/plan-directory.ts';
import {
  drawSubjectIds,
  lockDirectory,
  readDirectoryChanges,
  readDirectorySequence,
  readKnown,
  writeDirectory,
} from '../../store/attribution/directory.ts';
import { markErasureDue } from '../../store/erasure-due.ts';
import { markHeldDue } from '../../store/held/held-rows.ts';

/** Versions that one step reads: some 100 ms of work, for which rows that are to be attributed may have to wait. */
const STEP_VERSIONS = 1_000;

/**
 * Brings the directory of subjects (主体名录) one step further along the feed, in one transaction with the place that it has
 * reached. Returns how many versions it read; 0 where there are none. Versions are read before the directory is locked: the
 * feed only grows.
 */
export async function followRegistrations({ sql, node, now }: Pick<Context, 'sql' | 'node' | 'now'>): Promise<number> {
  const after = await readDirectorySequence(sql);
  const { changes, reached } = await readDirectoryChanges(sql, { node, after, limit: STEP_VERSIONS });
  if (changes.length === 0) return 0;
  await sql.begin(async (tx) => {
    // Another process has done it.
    if ((await lockDirectory(tx, 'write')) !== after) return;
    const known = await readKnown(tx, { recordIds: changes.map(({ recordId }) => recordId), keys: keysOf(changes) });
    const before = new Map([...known.subjects].map(([id, { keys }]) => [id, [...keys]]));
    const unseen = changes.filter(({ registration, recordId }) => registration && !known.registrations.has(recordId));
    const ids = unseen.length === 0 ? [] : await drawSubjectIds(tx, unseen.length);
    const plan = planDirectory(known, changes, () => {
      const id = ids.shift();
      if (id === undefined) throw new Error('more subjects than registrations');
      return id;
    });
    await writeDirectory(tx, { known, plan, sequence: reached, stored: new Set(before.keys()) });
    const concerned = [...plan.changed, ...plan.forgotten];
    const keys = concerned.flatMap((id) => [...(before.get(id) ?? []), ...(known.subjects.get(id)?.keys ?? [])]);
    await markHeldDue(tx, [...new Set(keys)]);
    if (changes.some(({ isLawful }) => isLawful)) await markErasureDue(tx, DIRECTORY_TABLES, new Date(now()));
  });
  return changes.length;
}

/** What the directory is asked for: who has the numbers of these registrations, whom these records are about. */
function keysOf(changes: readonly DirectoryChange[]): string[] {
  return changes.flatMap(({ registration, subjectCode }) => {
    const number = registration?.registrationNumber;
    if (number !== undefined) return [aliasKey('registrationNumber', number)];
    if (subjectCode === undefined) return [];
    return [aliasKey('uscc', subjectCode), aliasKey('registrationNumber', subjectCode)];
  });
}

/** They hold names and codes of subjects, and keys made of these. */
const DIRECTORY_TABLES = ['record_subject', 'subject', 'subject_alias', 'subject_move', 'subject_registration'].map(
  (name) => `public.${name}`,
);
