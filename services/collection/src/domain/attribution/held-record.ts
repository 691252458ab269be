import type { HeldReason } from './attribute.ts';

/** A held row as the queue shows it. */
export interface ListedHeldRecord {
  heldId: number;
  recordId: string;
  item: string;
  submissionId: string;
  row: number;
  department: string;
  departmentName: string;
  uscc: string | null;
  registrationNumber: string | null;
  organisationCode: string | null;
  name: string;
  reason: HeldReason;
  note: string;
  heldAt: Date;
  owner: string | null;
  returnedAt: Date | null;
}

/** Which held rows are asked for; what is undefined is not asked. */
export interface HeldFilter {
  department: string | undefined;
  item: string | undefined;
  reason: HeldReason | undefined;
  /** Account that works on it; '' for nobody. */
  owner: string | undefined;
  /** Given back to the department; false asks for what waits. */
  returned: boolean | undefined;
}
