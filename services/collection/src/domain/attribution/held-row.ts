import type { SubjectClaim } from '@necips/domain';
import { WHOLE_ROW } from '../forms/row-form.ts';
import { intakeFault } from '../intake-faults.ts';
import { type PreparedBlock, splitBlock } from '../prepare-block.ts';
import { subjectInHead } from '../record-head.ts';
import type { SealedPart } from '../sealing.ts';
import type { RowError } from '../submission.ts';
import type { Attribution, HeldReason } from './attribute.ts';
import { SUBJECT_WORDS, subjectCategory } from './subject-category.ts';

/** A row whose subject is not known. */
export interface HeldRow {
  row: number;
  recordId: string;
  claim: SubjectClaim;
  reason: HeldReason;
  publicPart: string;
  /** '' where there is none. */
  restrictedPart: string;
  internal: SealedPart | undefined;
  /** It came later than the term of M§9 allows. */
  isLate: boolean;
  /** Its record is shown here until its destination has recorded it: its subject has moved. */
  isShown: boolean;
}

/** Parts a block into the rows that are somebody's, under the subject as the directory has it, and those to hold. */
export function partBlock(
  block: PreparedBlock,
  attributions: readonly Attribution[],
): { kept: PreparedBlock; held: HeldRow[] } {
  const { kept } = splitBlock(block, (place) => attributions[place]?.ok === true);
  kept.subjects = attributions.flatMap((attribution) => (attribution.ok ? [subjectInHead(attribution.subject)] : []));
  const held = attributions.flatMap((attribution, place): HeldRow[] => {
    const [row, recordId, given] = [block.rows[place], block.recordIds[place], block.claims[place]];
    if (attribution.ok || row === undefined || recordId === undefined || given === undefined) return [];
    // Whoever is to have it knows its subject by what that is called now.
    const claim = attribution.reason === 'moved_out' ? claimOf(attribution.subject) : given;
    const publicPart = block.publicParts[place] ?? '';
    const restrictedPart = block.restrictedParts[place] ?? '';
    const internal = block.internals[place];
    const isLate = block.lates[place] === '1';
    const { reason } = attribution;
    return [{ row, recordId, claim, reason, publicPart, restrictedPart, internal, isLate, isShown: false }];
  });
  return { kept, held };
}

/** What names a subject as heads of records have it. */
export function claimOf({ code, name }: { code: string; name: string }): SubjectClaim {
  return code.length === CREDIT_CODE_CHARACTERS ? { uscc: code, name } : { registrationNumber: code, name };
}

const CREDIT_CODE_CHARACTERS = 18;

/** Behind the findings of the same row, of which there are far fewer. */
const REPORT_POSITION = 2_000;

/** Line of the report for a row that is held; it goes when the row is recorded. */
export function heldReport(row: number, claim: SubjectClaim, reason: HeldReason): RowError {
  const word = SUBJECT_WORDS[subjectCategory(undefined, claim.uscc)];
  const fault = intakeFault(`held_${reason}`, WHOLE_ROW, claim.uscc ?? claim.name, word);
  return { row, position: REPORT_POSITION, ...fault, finding: true };
}

/** Line of the report for a row that is held no longer, and not recorded either. */
export function rejectedHeldReport(row: number, code: RejectedHeld, words = ''): RowError {
  return { row, position: REPORT_POSITION, ...intakeFault(code, WHOLE_ROW, '', words), finding: false };
}

/** Line of the report for a row that another province has recorded; `where` is its name. */
export function transferredReport(row: number, where: string): RowError {
  return { row, position: REPORT_POSITION, ...intakeFault('transferred', WHOLE_ROW, '', where), finding: true };
}

/** Line of the report for a row that another province had recorded and shows no longer. It comes behind that it was transferred. */
export function withdrawnElsewhereReport(row: number, where: string): RowError {
  const fault = intakeFault('withdrawn_elsewhere', WHOLE_ROW, '', where);
  return { row, position: REPORT_POSITION + 1, ...fault, finding: true };
}

type RejectedHeld = 'returned' | 'superseded_while_held' | 'registered_elsewhere' | 'taken_back_by_sender';

/** Line of the report for a row about a record that another department produced. */
export function otherDepartmentReport(row: number): RowError {
  return { row, position: 0, ...intakeFault('other_department_record', WHOLE_ROW, ''), finding: false };
}
