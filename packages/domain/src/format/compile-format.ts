import assert from 'node:assert/strict';
import { findNode } from '../identifiers/node.ts';
import { compileColumns } from './columns.ts';
import { checkDocument } from './document/check-document.ts';
import type { DocumentFault } from './document/faults.ts';
import { inOrder } from './document/field-order.ts';
import type { FormatDocument } from './document/format-document.ts';
import type { Format, FormatField, ReadOptions, RecordReading, SubjectClaim, SubmittedValues } from './format.ts';
import type { KindField } from './kinds/kind.ts';
import { compileBusinessKey } from './reading/business-key.ts';
import { compileFields, type FieldSet, unknownField } from './reading/compile-fields.ts';
import { compileConditions } from './reading/conditions.ts';
import { fieldFault, type Row } from './reading/row.ts';

/** Makes a format of its document, or says everything that keeps the document from being one. */
export function compileFormat(
  document: unknown,
): { ok: true; format: Format } | { ok: false; faults: DocumentFault[] } {
  const checked = checkDocument(document);
  return checked.ok ? { ok: true, format: compile(inOrder(checked.document)) } : checked;
}

function compile(document: FormatDocument): Format {
  const subject = document['x-subject'];
  const set = compileFields(document.properties, document.required, subject);
  const identifiers = [subject.uscc, subject.registrationNumber, subject.organisationCode];
  const checkConditions = compileConditions(document.allOf ?? [], set, (name) => identifiers.includes(name));
  const columns = compileColumns(document);
  const key = compileBusinessKey(document, set);
  const readKeyFields = set.only(key.fields);
  const claim = claimReader(document, set);
  const producedOn = slotOf(set, document['x-producedOn']);
  const names = new Set(Object.keys(document.properties));
  const fields = set.fields.map(toFormatField);
  const hasRestricted = set.hasMembers('restricted');
  const hasInternal = set.hasMembers('internal');

  return {
    id: `${document['x-item']}@${document['x-version']}`,
    item: document['x-item'],
    version: document['x-version'],
    title: document.title,
    document,
    fields,
    isRegistration: document['x-registration'] === true,
    hasInternalFields: hasInternal,
    resolveColumns: (header) => columns.resolve(header),
    fieldsOf: (headings) => columns.fieldsOf(headings),
    keyFields: key.fields.map((field) => field.name),
    readKey(values) {
      const row = emptyRow({ node: '', today: '' }, set);
      readKeyFields(values, row);
      return key.make(row.values);
    },
    read(values, options): RecordReading {
      assert(findNode(options.node), 'Rows are read for a known node.');
      const row = emptyRow(options, set);
      set.readTexts(ownNames(values, row), row);
      set.readValues(row);
      set.reportMissing(row);
      checkConditions(row);
      const businessKey = row.faults.length === 0 ? key.make(row.values) : undefined;
      if (businessKey === undefined) return { ok: false, faults: row.faults };
      const date = row.values[producedOn];
      return {
        ok: true,
        businessKey,
        subject: claim(row.values),
        publicPart: JSON.stringify(set.members('public', row.values)),
        restrictedPart: hasRestricted ? partText('restricted', row.values) : '',
        internalPart: hasInternal ? partText('internal', row.values) : '',
        ...(typeof date === 'string' && { producedOn: date }),
        findings: row.findings,
      };
    },
  };

  /** The values under the format's own names: a JSON record may use the names of any shape. */
  function ownNames(values: SubmittedValues, row: Row): SubmittedValues {
    let isOwn = true;
    for (const name in values) if (!names.has(name)) isOwn = false;
    if (isOwn) return values;
    const headings = Object.keys(values);
    const found: Record<string, unknown> = {};
    columns.fieldsOf(headings).forEach((field, place) => {
      const heading = headings[place]!;
      if (field === undefined) row.faults.push(unknownField(heading, row));
      else if (Object.hasOwn(found, field)) row.faults.push(fieldFault('duplicate_field', toFault(field), '', row));
      else found[field] = values[heading];
    });
    return found;
  }

  function toFault(name: string): KindField {
    return set.fields.find((field) => field.name === name)!;
  }

  function partText(part: 'restricted' | 'internal', values: readonly unknown[]): string {
    const text = JSON.stringify(set.members(part, values));
    return text === '{}' ? '' : text;
  }
}

/** Its lists have their length from the beginning: growing them would allocate more than reading does. */
function emptyRow(options: ReadOptions, { fields, slots }: FieldSet): Row {
  // oxlint-disable-next-line unicorn/no-new-array -- `Array.from` fills them one by one, for every row.
  const [inputs, values] = [new Array(fields.length), new Array(slots)];
  return { options, inputs, values, faults: [], findings: [] };
}

function claimReader(document: FormatDocument, set: FieldSet): (values: readonly unknown[]) => SubjectClaim {
  const subject = document['x-subject'];
  const name = slotOf(set, subject.name);
  const uscc = slotOf(set, subject.uscc);
  const registrationNumber = slotOf(set, subject.registrationNumber);
  const organisationCode = slotOf(set, subject.organisationCode);
  return (values) => {
    const claim: SubjectClaim = { name: textAt(values, name) ?? '' };
    const codes = {
      uscc: textAt(values, uscc),
      registrationNumber: textAt(values, registrationNumber),
      organisationCode: textAt(values, organisationCode),
    };
    if (codes.uscc !== undefined) claim.uscc = codes.uscc;
    if (codes.registrationNumber !== undefined) claim.registrationNumber = codes.registrationNumber;
    if (codes.organisationCode !== undefined) claim.organisationCode = codes.organisationCode;
    return claim;
  };
}

function textAt(values: readonly unknown[], slot: number): string | undefined {
  const value = values[slot];
  return typeof value === 'string' ? value : undefined;
}

/** The slot of a field's value; −1, where nothing ever is, when there is no such field. */
function slotOf(set: FieldSet, name: string | undefined): number {
  return set.fields.find((field) => field.name === name)?.slot ?? -1;
}

function toFormatField(field: KindField): FormatField {
  const { document } = field;
  const codes = document['x-codes']?.filter((code) => !code.retired && !code.refused);
  return {
    name: field.name,
    label: field.label,
    ...(document['x-shortName'] !== undefined && { shortName: document['x-shortName'] }),
    aliases: document['x-aliases'] ?? [],
    kind: field.kind,
    visibility: field.visibility,
    mandatory: field.mandatory,
    charactersMax: field.charactersMax,
    explanation: document.description,
    ...(codes && { codes: codes.map(({ code, label, aliases }) => ({ code, label, ...(aliases && { aliases }) })) }),
  };
}
