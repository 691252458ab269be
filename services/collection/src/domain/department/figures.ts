import type { SubmissionWay } from '../submission.ts';

/** How a department keeps to what it has to hand in, over a period. Dry runs and what never arrived whole do not count. */
export interface DepartmentFigures {
  /** Shares by way (M§8), most rows first. */
  ways: WayFigures[];
  /** Lines of reports about rejected rows by code, most first; a row may have several. */
  faults: { code: string; lines: number }[];
  /** Accepted rows that came later than seven working days after the record was produced (M§9). */
  late: number;
  firstSubmissionAt: Date | null;
  lastSubmissionAt: Date | null;
}

/** What came in by one way. */
export interface WayFigures {
  way: SubmissionWay;
  submissions: number;
  rows: number;
  accepted: number;
  unchanged: number;
  rejected: number;
  withheld: number;
  held: number;
  transferred: number;
}

/** Days of which figures are told, ISO dates in China, both inclusive; absent is open. */
export interface FiguresPeriod {
  from: string | undefined;
  to: string | undefined;
}
