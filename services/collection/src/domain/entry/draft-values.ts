import type { Format } from '@necips/domain';
import type { Sealer } from '../sealing.ts';
import type { DraftValues } from './entry-draft.ts';

/** What was typed, as it is kept: sealed, whatever the format, because nothing of it is public yet. */
export function sealValues(sealer: Pick<Sealer, 'seal'>, draftId: string, values: DraftValues): Buffer {
  return sealer.seal(Buffer.from(JSON.stringify(values)), boundTo(draftId));
}

/** The same, opened. Throws where it was sealed for another draft or under another key. */
export function openValues(sealer: Pick<Sealer, 'open'>, draftId: string, sealed: Uint8Array): DraftValues {
  return JSON.parse(sealer.open(sealed, boundTo(draftId)).toString()) as DraftValues;
}

/** What a reviewer sees: not what never leaves the node, and not the value of a member that the format does not know. */
export function withoutInternal(format: Format, values: DraftValues): DraftValues {
  const names = Object.keys(values);
  const shown = new Set(format.fields.filter(({ visibility }) => visibility !== 'internal').map(({ name }) => name));
  const fields = format.fieldsOf(names);
  return Object.fromEntries(names.map((name, i) => [name, shown.has(fields[i] ?? '') ? values[name] : HIDDEN]));
}

const HIDDEN = '***';

function boundTo(draftId: string): string {
  return `entry draft ${draftId}`;
}
