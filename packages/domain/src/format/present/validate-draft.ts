import type { Format, ReadOptions, SubmittedValues } from '../format.ts';
import { fieldFault } from '../reading/row.ts';
import type { RowFault } from '../row-fault.ts';
import { askedFields } from './asked-fields.ts';

/**
 * Looks at a draft of online entry while it is typed: what is wrong with what is there, apart from what is still missing. A form
 * asks for what the current standard asks for, so more may be missing than the format would refuse in a file.
 */
export function validateDraft(format: Format, values: SubmittedValues, options: ReadOptions): DraftReading {
  const reading = format.read(values, options);
  const faults = reading.ok ? [] : reading.faults;
  const missing = faults.filter((fault) => MISSING.has(fault.code));
  const wrong = faults.filter((fault) => !MISSING.has(fault.code));
  for (const { field, document } of askedFields(format)) {
    const isTold = faults.some((fault) => fault.field === field.name);
    if (document['x-expected'] && !isTold && isEmpty(values[field.name])) {
      missing.push(fieldFault('missing', field, '', {}));
    }
  }
  return {
    isComplete: wrong.length + missing.length === 0,
    wrong,
    missing,
    findings: reading.ok ? reading.findings : [],
  };
}

export interface DraftReading {
  /** Whether it may be submitted. */
  readonly isComplete: boolean;
  /** Faults of the values that are there. */
  readonly wrong: readonly RowFault[];
  /** Fields that have no value yet and need one. */
  readonly missing: readonly RowFault[];
  /** Doubts that do not keep it from being submitted; told once nothing is wrong. */
  readonly findings: readonly RowFault[];
}

const MISSING: ReadonlySet<string> = new Set([
  'missing',
  'missing_name',
  'missing_date',
  'missing_code',
  'missing_because',
  'missing_one_of',
]);

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return (
    value === undefined || value === null || (typeof value === 'string' && ['', 'N/A', 'n/a'].includes(value.trim()))
  );
}
