/** Why a file is not taken as a workbook. */
export class WorkbookFault extends Error {
  /** Stable, snake_case. */
  readonly reason: WorkbookFaultReason;
  readonly details: Record<string, unknown>;

  constructor(reason: WorkbookFaultReason, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'WorkbookFault';
    this.reason = reason;
    this.details = details;
  }
}

export type WorkbookFaultReason =
  /** Not a ZIP archive, cut off, or damaged. */
  | 'bad_archive'
  /** An entry whose name leads out of the archive, or that occurs twice. */
  | 'bad_entry_name'
  | 'encrypted_workbook'
  /** It grows beyond a limit when it is inflated. */
  | 'expansion_too_large'
  /** XML that is broken, or has what XML of a workbook never has: a DTD, unknown entities. */
  | 'bad_xml'
  | 'macros'
  | 'external_links'
  /** The parts of a workbook are not there or do not fit together. */
  | 'bad_workbook'
  | 'bad_sheet'
  | 'merged_cells'
  | 'too_many_rows';
