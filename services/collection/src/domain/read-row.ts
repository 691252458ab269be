import { type RegistrationField, type RowFault, readCells, readRegistrationRow, rowFault } from '@necips/domain';
import { splitCells } from './csv/cells.ts';
import { decodeRow, type TextEncoding } from './csv/encoding.ts';
import { registrationRecordId } from './record-head.ts';
import { registrationText } from './registration-text.ts';

/** Reads rows of one file: what each would record, or everything that is wrong with it. */
export function createRowReader(file: FileFormat): RowReader {
  const { node, today, checkSwitchDate, fields, encoding } = file;
  return (buffer, start, end, quoted) => {
    const { text, faithful } = decodeRow(buffer, start, end, encoding);
    if (!faithful) return { ok: false, faults: [rowFault('undecodable', WHOLE_ROW, text)] };
    const cells = splitCells(text, quoted);
    if (cells.length !== fields.length) {
      const counts = { actual: cells.length, expected: fields.length };
      return { ok: false, faults: [rowFault('wrong_column_count', WHOLE_ROW, text, counts)] };
    }
    const reading = readRegistrationRow(readCells(fields, cells), { node, today, checkSwitchDate });
    if (!reading.ok) return { ok: false, faults: reading.errors };
    const { body, businessKey, findings } = reading;
    return {
      ok: true,
      recordId: registrationRecordId(node, businessKey),
      subject: { code: businessKey, name: body.name },
      publicPart: registrationText(body),
      findings,
    };
  };
}

/** Reads the row from `start` to `end`; `quoted` tells that it may hold quotes. */
export type RowReader = (buffer: Buffer, start: number, end: number, quoted: boolean) => RowReading;

export type RowReading =
  | {
      ok: true;
      recordId: string;
      subject: { code: string; name: string };
      /** Canonical JSON, already in normal form throughout. */
      publicPart: string;
      findings: RowFault[];
    }
  | { ok: false; faults: RowFault[] };

/** How the rows of one file are to be read. */
export interface FileFormat {
  /** Node that it was submitted to. */
  node: string;
  /** ISO date. */
  today: string;
  checkSwitchDate: string;
  /** Field of each column. */
  fields: readonly RegistrationField[];
  encoding: TextEncoding;
}

const WHOLE_ROW = { name: '', label: '' };
