import type { FieldDocument, SubjectDocument } from '../document/format-document.ts';
import type { SubmittedValues, Visibility } from '../format.ts';
import { isFieldKind, KINDS } from '../kinds/index.ts';
import type { KindField, RowSet, Siblings } from '../kinds/kind.ts';
import { readFieldText } from './field-text.ts';
import { fieldFault, type Row } from './row.ts';

/** Prepares the reading of fields that stand together. The documents have been checked. */
export function compileFields(
  properties: Readonly<Record<string, FieldDocument>>,
  required: readonly string[],
  subject?: SubjectDocument,
): FieldSet {
  const fields: KindField[] = [];
  const siblings: Siblings = {
    subject,
    find: (name) => fields.find((field) => field.name === name),
    ofKind: (kind) => fields.find((field) => field.kind === kind),
  };
  const members: Member[] = [];
  for (const [name, document] of Object.entries(properties)) {
    fields.push(toField(name, document, fields.length, required.includes(name), siblings, members));
  }
  const readers = fields.map((field) => ({
    field,
    kind: KINDS[field.kind],
    readValue: KINDS[field.kind].compile(field),
  }));
  const inOrder = readers.toSorted(
    (a, b) => (a.kind.order ?? 1) - (b.kind.order ?? 1) || a.field.index - b.field.index,
  );
  const parts = {
    public: partOf('public', members),
    restricted: partOf('restricted', members),
    internal: partOf('internal', members),
  };
  const names = new Set(fields.map((field) => field.name));
  const mandatory = fields.filter((field) => field.mandatory);

  /** Puts what these readers make of the texts into the row. */
  const apply = (some: typeof readers, row: Row): void => {
    for (let i = 0; i < members.length; i++) row.values[i] = undefined;
    for (const { field, kind, readValue } of some) {
      const text = row.inputs[field.index];
      if (typeof text === 'string') readValue(text, row);
      else if (kind.absent) row.values[field.slot] = kind.absent(row);
    }
  };

  return {
    fields,
    slots: members.length,
    readTexts(submitted, row) {
      for (const field of fields) row.inputs[field.index] = textOf(submitted, field, row);
    },
    readValues: (row) => apply(inOrder, row),
    only(some) {
      const own = inOrder.filter(({ field }) => some.includes(field));
      return (submitted, row) => {
        for (const { field } of own) row.inputs[field.index] = textOf(submitted, field, row);
        apply(own, row);
      };
    },
    reportMissing(row) {
      for (const field of mandatory) {
        if (isMissing(field, row)) row.faults.push(fieldFault(missingFault(field, subject), field, '', row));
      }
    },
    read(submitted, row) {
      for (const name of Object.keys(submitted)) {
        if (!names.has(name)) row.faults.push(unknownField(name, row));
      }
      this.readTexts(submitted, row);
      this.readValues(row);
      this.reportMissing(row);
    },
    members(part, values) {
      const { names: keys, slots } = parts[part];
      const result: Record<string, unknown> = {};
      for (let i = 0; i < keys.length; i++) {
        const value = values[slots[i]!];
        if (value !== undefined) result[keys[i]!] = value;
      }
      return result;
    },
    hasMembers: (part) => parts[part].names.length > 0,
  };
}

/** Fields that are read together, step by step where a record has more to say between the steps. */
export interface FieldSet extends RowSet {
  readonly fields: readonly KindField[];
  /** Values that a row has. */
  readonly slots: number;
  readTexts: RowSet['read'];
  readValues(row: Row): void;
  /** Prepares the reading of some of the fields alone, texts and values, as if the record had no others. */
  only(some: readonly KindField[]): (submitted: SubmittedValues, row: Row) => void;
  reportMissing(row: Row): void;
  hasMembers(part: Visibility): boolean;
}

/** The text of a field in normal form; undefined where there is none. */
function textOf(submitted: SubmittedValues, field: KindField, row: Row): string | undefined {
  const raw = submitted[field.name];
  return raw === undefined || raw === '' ? undefined : readFieldText(raw, field, row);
}

/** Whether a field has no value, no fault that says why, and no other reason to have none. */
export function isMissing(field: KindField, row: Row): boolean {
  if (field.visibility === 'internal' && row.options.lacksInternal) return false;
  if (row.inputs[field.index] !== undefined || row.values[field.slot] !== undefined) return false;
  const name = row.within ? `${row.within.name}.${field.name}` : field.name;
  return !row.faults.some((fault) => fault.field === name);
}

/** The fault of a name that is none of the fields'. */
export function unknownField(name: string, row: Pick<Row, 'within'>): ReturnType<typeof fieldFault> {
  const label = name.slice(0, UNKNOWN_NAME_CHARACTERS_MAX).toWellFormed();
  return fieldFault('unknown_field', { name: label, label, visibility: 'public' }, '', row);
}

const UNKNOWN_NAME_CHARACTERS_MAX = 50;

/** A member of a part: its name and the slot of its value. */
interface Member {
  name: string;
  part: Visibility;
}

function toField(
  name: string,
  document: FieldDocument,
  index: number,
  mandatory: boolean,
  siblings: Siblings,
  members: Member[],
): KindField {
  const kindName = document['x-kind'];
  if (!isFieldKind(kindName)) throw new TypeError(`no kind ${kindName}`);
  const kind = KINDS[kindName];
  const visibility = document['x-visibility'] ?? 'public';
  const isRecorded = document['x-into'] === undefined;
  const place = (part: Visibility, suffix = ''): number =>
    isRecorded ? members.push({ name: name + suffix, part }) - 1 : -1;
  const slot = place(visibility);
  const partSlots = { public: slot, restricted: slot, internal: slot };
  if (kindName === 'list') {
    for (const part of ['public', 'restricted', 'internal'] as const)
      if (part !== visibility) partSlots[part] = place(part);
  }
  return {
    name,
    label: document.title,
    kind: kindName,
    visibility,
    mandatory,
    charactersMax: document.maxLength ?? kind.charactersMax,
    multiline: kind.multiline === true,
    index,
    document,
    slot,
    textSlot: kind.keepsText ? place(visibility, 'Text') : -1,
    partSlots,
    rows: document.items && compileFields(document.items.properties, document.items.required ?? []),
    siblings,
  };
}

/** Names and slots of a part in the order of RFC 8785, by UTF-16 units. */
function partOf(part: Visibility, members: readonly Member[]): { names: string[]; slots: number[] } {
  const own = members.map((member, slot) => ({ ...member, slot })).filter((member) => member.part === part);
  own.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { names: own.map((member) => member.name), slots: own.map((member) => member.slot) };
}

function missingFault(
  field: KindField,
  subject: SubjectDocument | undefined,
): 'missing_name' | 'missing_date' | 'missing' {
  if (field.name === subject?.name) return 'missing_name';
  return field.kind === 'date' ? 'missing_date' : 'missing';
}
