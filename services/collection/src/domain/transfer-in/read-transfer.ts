import { type Format, findRecordId } from '@necips/domain';
import { isName, registeredAs } from '../attribution/registered-as.ts';
import type { RowReading } from '../read-row.ts';
import type { ArrivedTransfer, TransferFate } from './arrived-transfer.ts';
import { mergeParts } from './merge-parts.ts';
import { notRecorded, type TransferRefusal } from './refusals.ts';

/**
 * Reads a record of another province as this node's own rows are read: by its format, from the beginning. Nothing is taken over that
 * the format would not make itself out of what the parts say, so that no sender can bring in a field, a form or a visibility of its
 * own. What is late or doubtful about it was told to its department where it came in.
 */
export function readTransfer(
  transfer: ArrivedTransfer,
  format: Format,
  { node, today, checkSwitchDate, bytesMax }: TransferReadOptions,
): TransferReading {
  const { item, provider, providerName, publicPart, restrictedPart } = transfer;
  if (format.item !== item) return refuse('bad_message', `${item} ≠ ${format.item}`);
  if (format.isRegistration) return refuse('registration');
  if (!PROVIDER.test(provider) || !isName(providerName)) return refuse('bad_provider');
  if (Buffer.byteLength(publicPart) + Buffer.byteLength(restrictedPart) > bytesMax) return refuse('too_large');
  const values = mergeParts(publicPart, restrictedPart);
  if (!values) return refuse('invalid_record');
  const internal = format.fields.filter(
    ({ name, visibility }) => visibility === 'internal' && Object.hasOwn(values, name),
  );
  if (internal.length > 0) return refuse('internal_field', internal.map(({ label }) => label).join('、'));
  const reading = format.read(values, { node, today, checkSwitchDate, lacksInternal: true });
  if (!reading.ok) {
    // Without values: this is kept, and may outlast the record.
    const wrong = reading.faults.slice(0, FAULTS_NAMED).map(({ label, code }) => `${label} ${code}`);
    return refuse('invalid_record', wrong.join('、'));
  }
  if (reading.internalPart !== '') return refuse('internal_field');
  if (reading.publicPart !== publicPart || reading.restrictedPart !== restrictedPart) return refuse('invalid_record');
  const recordId = findRecordId({ node, item, businessKey: reading.businessKey });
  if (recordId === undefined) return refuse('invalid_record');
  const { businessKey } = reading;
  const subject = registeredAs(transfer) ?? reading.subject;
  const nothing = { mark: undefined, internal: undefined, late: false, findings: [] };
  return { ok: true, row: { ok: true, recordId, businessKey, subject, publicPart, restrictedPart, ...nothing } };
}

export interface TransferReadOptions {
  /** This node. */
  node: string;
  /** ISO date. */
  today: string;
  checkSwitchDate: string;
  /** Of both parts together. */
  bytesMax: number;
}

export type TransferReading = { ok: true; row: Extract<RowReading, { ok: true }> } | { ok: false; fate: TransferFate };

function refuse(reason: TransferRefusal, detail?: string): TransferReading {
  return { ok: false, fate: notRecorded('refused', reason, detail) };
}

/** The characters of a unified social credit code (GB 32100-2015). */
const PROVIDER = /^[0-9A-HJ-NPQRTUWXY]{18}$/;

const FAULTS_NAMED = 5;
