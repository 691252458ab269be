import { type Format, findRecordId, type RowFault, rowFault, type SubjectClaim } from '@necips/domain';
import { createLatenessCheck } from './department/lateness.ts';
import { createKeyReader, createValuesReader } from './forms/read-values.ts';
import { type RowForm, WHOLE_ROW } from './forms/row-form.ts';
import { type ChangeMark, MARK_FIELD, takeMark } from './intake/change-mark.ts';
import { type Fault, intakeFault } from './intake-faults.ts';
import type { SealedPart, Sealer } from './sealing.ts';

/** Reads rows of one file: what each would record, or everything that is wrong with it. */
export function createRowReader(file: FileFormat, sealer: Pick<Sealer, 'sealPart'>): RowReader {
  const { node, today, checkSwitchDate, format } = file;
  const readValues = createValuesReader(file);
  const options = { node, today, checkSwitchDate };
  const readKey = createKeyReader(file);
  const isLate = createLatenessCheck(file.receivedOn ?? today);
  // Only a file that has the column has to be looked at for it; a JSON record says anew what it has.
  const mayBeMarked = file.form === 'json' || file.fields.includes(MARK_FIELD);
  return (buffer, start, end, quoted) => {
    const read = readValues(buffer, start, end, quoted);
    if (!read.values) return { ok: false, faults: read.faults };
    const marked = mayBeMarked ? takeMark(read.values, format) : { values: read.values, mark: undefined };
    const { values, mark } = marked;
    const faults =
      mark === 'bad'
        ? [...read.faults, intakeFault('bad_change_mark', MARK, marked.written, marked.written)]
        : read.faults;
    if (mark === 'remove') {
      const recordId = recordIdOf(node, format, readKey(buffer, start, end));
      // Whom it is about, and everything else, is known from the record itself.
      if (recordId && faults.length === 0) return removalOf(recordId);
    }
    const reading = format.read(values, options);
    if (faults.length > 0) return { ok: false, faults: withOthers(faults, reading.ok ? [] : reading.faults) };
    if (!reading.ok) return reading;
    if (mark === 'bad') return { ok: false, faults };
    const { businessKey, subject, publicPart, restrictedPart, internalPart, producedOn, findings } = reading;
    const recordId = recordIdOf(node, format, businessKey);
    if (recordId === undefined) return { ok: false, faults: [keyTooLong(format, businessKey)] };
    const internal = internalPart === '' ? undefined : sealer.sealPart(internalPart, recordId);
    const late = isLate(producedOn);
    return { ok: true, mark, recordId, businessKey, subject, publicPart, restrictedPart, internal, late, findings };
  };
}

/** Reads the row from `start` to `end`; `quoted` tells that it may hold quotes. */
export type RowReader = (buffer: Buffer, start: number, end: number, quoted: boolean) => RowReading;

export type RowReading =
  | {
      ok: true;
      /** What the sender says that it does, where it says so. A row that removes has nothing but its record. */
      mark: ChangeMark | undefined;
      recordId: string;
      businessKey: string;
      /** Whom it says that it is about. */
      subject: SubjectClaim;
      /** Canonical JSON, already in normal form throughout; the restricted part is '' where there is none. */
      publicPart: string;
      restrictedPart: string;
      /** What never leaves the node, sealed; undefined where there is none. */
      internal: SealedPart | undefined;
      /** It came later than the term of M§9 allows. */
      late: boolean;
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
  /** ISO date on which it was handed in, where that may be another. */
  receivedOn?: string;
  checkSwitchDate: string;
}

const MARK = { name: MARK_FIELD, label: MARK_FIELD };

function recordIdOf(node: string, { item }: Format, businessKey: string | undefined): string | undefined {
  return businessKey === undefined ? undefined : findRecordId({ node, item, businessKey });
}

function removalOf(recordId: string): RowReading {
  const nothing = { publicPart: '', restrictedPart: '', internal: undefined, late: false, findings: [] };
  return { ok: true, mark: 'remove', recordId, businessKey: '', subject: { name: '' }, ...nothing };
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
