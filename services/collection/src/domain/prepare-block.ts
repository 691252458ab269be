import type { RowFault, SubjectClaim } from '@necips/domain';
import { rowFault } from '@necips/domain';
import { WHOLE_ROW } from './forms/row-form.ts';
import type { Fault } from './intake-faults.ts';
import type { RowReading } from './read-row.ts';
import { claimedSubject, subjectInHead } from './record-head.ts';
import type { SealedPart } from './sealing.ts';
import type { RowError } from './submission.ts';

/** What consecutive rows of a file come to, before they are compared with what is recorded. */
export interface PreparedBlock {
  firstRow: number;
  /** First row behind the block. */
  nextRow: number;
  /** Rows that may make a version, as parallel lists in row order. A record occurs once. */
  rows: number[];
  recordIds: string[];
  /** Whom each says that it is about. */
  claims: SubjectClaim[];
  /** As in a record's head. */
  subjects: string[];
  publicParts: string[];
  /** '' where there is none. */
  restrictedParts: string[];
  /** What never leaves the node, sealed. */
  internals: (SealedPart | undefined)[];
  /** '1' where the row came later than the term of M§9 allows, else ''. */
  lates: string[];
  /** Those of them that are to change a record which is there. */
  changes: number[];
  /** Rows that withdraw a record which is there. */
  removals: Removal[];
  /** Findings of those rows, to be reported if the row is accepted. */
  findings: Map<number, RowFault[]>;
  /** Rows that were rejected here, and why. */
  rejected: number;
  errors: RowError[];
  /** Rows with the same content as a later row of the file. */
  unchanged: number;
}

/** A row by which a department withdraws a record of its own. */
export interface Removal {
  row: number;
  recordId: string;
}

export function emptyBlock(firstRow: number): PreparedBlock {
  return {
    firstRow,
    nextRow: firstRow,
    rows: [],
    recordIds: [],
    claims: [],
    subjects: [],
    publicParts: [],
    restrictedParts: [],
    internals: [],
    lates: [],
    changes: [],
    removals: [],
    findings: new Map(),
    rejected: 0,
    errors: [],
    unchanged: 0,
  };
}

/** Adds the next row to a block. `later` is the row of the same file that supersedes it, if there is one. */
export function addRow(
  block: PreparedBlock,
  row: number,
  reading: RowReading,
  later: { winner: number; identical: boolean } | undefined,
): void {
  block.nextRow = row + 1;
  if (!reading.ok) return reject(block, row, reading.faults);
  if (later?.identical) {
    block.unchanged += 1;
    return;
  }
  if (later) {
    const fault = rowFault('superseded_in_file', WHOLE_ROW, reading.businessKey, { expected: later.winner });
    return reject(block, row, [fault]);
  }
  if (reading.mark === 'remove') {
    block.removals.push({ row, recordId: reading.recordId });
    return;
  }
  if (reading.mark === 'change') block.changes.push(row);
  block.rows.push(row);
  block.recordIds.push(reading.recordId);
  block.claims.push(reading.subject);
  block.subjects.push(subjectInHead(claimedSubject(reading.subject)));
  block.publicParts.push(reading.publicPart);
  block.restrictedParts.push(reading.restrictedPart);
  block.internals.push(reading.internal);
  block.lates.push(reading.late ? '1' : '');
  if (reading.findings.length > 0) block.findings.set(row, reading.findings);
}

/** Adds a row that the door has reported and counted already, or that holds nothing. */
export function skipRow(block: PreparedBlock, row: number): void {
  block.nextRow = row + 1;
}

/** Parts the rows of a block that may make a version by their place in its lists: those to keep, and the numbers of the others. */
export function splitBlock(
  block: PreparedBlock,
  isKept: (place: number) => boolean,
): { kept: PreparedBlock; taken: number[] } {
  const keep = <T>(list: T[]) => list.filter((_, place) => isKept(place));
  const taken = block.rows.filter((_, place) => !isKept(place));
  const gone = new Set(taken);
  const kept = {
    ...block,
    rows: keep(block.rows),
    recordIds: keep(block.recordIds),
    claims: keep(block.claims),
    subjects: keep(block.subjects),
    publicParts: keep(block.publicParts),
    restrictedParts: keep(block.restrictedParts),
    internals: keep(block.internals),
    lates: keep(block.lates),
    changes: block.changes.filter((row) => !gone.has(row)),
    findings: new Map([...block.findings].filter(([row]) => !gone.has(row))),
  };
  return { kept, taken };
}

/** Lines of the report for the faults of one row. */
export function toRowErrors(row: number, faults: Fault[], finding: boolean): RowError[] {
  return faults.map((fault, position) => ({ row, position, ...fault, finding }));
}

function reject(block: PreparedBlock, row: number, faults: Fault[]): void {
  block.rejected += 1;
  block.errors.push(...toRowErrors(row, faults, false));
}
