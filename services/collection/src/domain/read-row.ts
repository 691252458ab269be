import { type Format, findRecordId, type RowFault, rowFault, type SubjectClaim } from '@necips/domain';
import { createValuesReader } from './forms/read-values.ts';
import { type RowForm, WHOLE_ROW } from './forms/row-form.ts';
import type { Fault } from './intake-faults.ts';
import type { SealedPart, Sealer } from './sealing.ts';

/** Reads rows of one file: what each would record, or everything that is wrong with it. */
export function createRowReader(file: FileFormat, sealer: Pick<Sealer, 'sealPart'>): RowReader {
  const { node, today, checkSwitchDate, format } = file;
  const readValues = createValuesReader(file);
  const options = { node, today, checkSwitchDate };
  return (buffer, start, end, quoted) => {
    const { values, faults } = readValues(buffer, start, end, quoted);
    if (!values) return { ok: false, faults };
    const reading = format.read(values, options);
    if (faults.length > 0) return { ok: false, faults: withOthers(faults, reading.ok ? [] : reading.faults) };
    if (!reading.ok) return reading;
    const { businessKey, subject, publicPart, restrictedPart, internalPart, findings } = reading;
    const recordId = findRecordId({ node, item: format.item, businessKey });
    if (recordId === undefined) return { ok: false, faults: [keyTooLong(format, businessKey)] };
    const internal = internalPart === '' ? undefined : sealer.sealPart(internalPart, recordId);
    return { ok: true, recordId, businessKey, subject, publicPart, restrictedPart, internal, findings };
  };
}

/** Reads the row from `start` to `end`; `quoted` tells that it may hold quotes. */
export type RowReader = (buffer: Buffer, start: number, end: number, quoted: boolean) => RowReading;

export type RowReading =
  | {
      ok: true;
      recordId: string;
      businessKey: string;
      /** Whom it says that it is about. */
      subject: SubjectClaim;
      /** Canonical JSON, already in normal form throughout; the restricted part is '' where there is none. */
      publicPart: string;
      restrictedPart: string;
      /** What never leaves the node, sealed; undefined where there is none. */
      internal: SealedPart | undefined;
      findings: RowFault[];
    }
  | { ok: false; faults: Fault[] };

/** How the rows of one file are to be read. */
export interface FileFormat extends RowForm {
  format: Format;
  /** Node that it was submitted to. */
  node: string;
  /** ISO date. */
  today: string;
  checkSwitchDate: string;
}

/** Longest business key, in characters that need no escaping. */
const KEY_CHARACTERS_MAX = 300;

function keyTooLong({ fields, keyFields, hasInternalFields }: Format, businessKey: string): RowFault {
  const field = fields.find(({ name }) => name === keyFields[0]) ?? WHOLE_ROW;
  return rowFault('too_long', field, hasInternalFields ? '' : businessKey, { expected: KEY_CHARACTERS_MAX });
}

/** Faults of the values themselves, and what else is wrong with the row: not of those fields, which were left out in reading it. */
function withOthers(faults: Fault[], others: RowFault[]): Fault[] {
  const named = new Set(faults.map(({ field }) => field));
  return [...faults, ...others.filter(({ field }) => !named.has(field))];
}
