import {
  type Format,
  type FormatField,
  type Formats,
  normaliseCode,
  REGISTRATION_COLUMNS,
  REGISTRATION_FORMAT,
  REGISTRATION_ITEM,
  type RegistrationField,
  type RegistrationFields,
  readRegistrationRow,
  resolveColumns,
  type SubmittedValues,
} from '@necips/domain';
import { registrationText } from './registration-text.ts';

/** The registration format as a `Format`, as long as the domain compiles none from its document. */
export const REGISTRATION: Format = {
  id: REGISTRATION_FORMAT,
  item: REGISTRATION_ITEM,
  version: 1,
  title: '登记信息',
  isRegistration: true,
  hasInternalFields: false,
  fields: REGISTRATION_COLUMNS.map(
    (column): FormatField => ({
      ...column,
      kind: kindOf(column.name),
      visibility: 'public',
      explanation: '',
    }),
  ),
  keyFields: ['code', 'registrationNumber'],
  resolveColumns: (header) => {
    const resolved = resolveColumns(header);
    return resolved.ok ? { ok: true, fields: resolved.columns } : resolved;
  },
  fieldsOf: (headings) => headings.map((heading) => FIELD_BY_HEADING.get(normaliseHeading(heading))),
  readKey: ({ code, registrationNumber }) => {
    for (const value of [code, registrationNumber]) {
      const key = typeof value === 'string' ? normaliseCode(value) : '';
      if (key !== '' && key !== 'N/A') return key;
    }
    return undefined;
  },
  read: (values, options) => {
    const reading = readRegistrationRow(ownNames(values) as RegistrationFields, options);
    if (!reading.ok) return { ok: false, faults: reading.errors };
    const { body, businessKey, findings } = reading;
    return {
      ok: true,
      businessKey,
      subject: {
        name: body.name,
        ...(body.code && { uscc: body.code }),
        ...(body.registrationNumber && { registrationNumber: body.registrationNumber }),
      },
      publicPart: registrationText(body),
      restrictedPart: '',
      internalPart: '',
      producedOn: body.establishedOn,
      findings,
    };
  },
};

function kindOf(name: RegistrationField): FormatField['kind'] {
  return name === 'establishedOn' ? 'date' : 'text';
}

const FIELD_BY_HEADING: ReadonlyMap<string, string> = new Map(
  REGISTRATION_COLUMNS.flatMap(({ name, label, aliases }) =>
    [name, label, ...aliases].map((heading) => [normaliseHeading(heading), name] as const),
  ),
);

function ownNames(values: SubmittedValues): SubmittedValues {
  const entries = Object.entries(values);
  if (entries.every(([name]) => REGISTRATION_COLUMNS.some((column) => column.name === name))) return values;
  return Object.fromEntries(
    entries.map(([heading, value]) => [FIELD_BY_HEADING.get(normaliseHeading(heading)) ?? heading, value]),
  );
}

function normaliseHeading(heading: string): string {
  return heading.normalize('NFKC').replace(/[\s\ufeff]/g, '');
}

/** All formats that there are. */
export const BUILT_IN_FORMATS: Formats = {
  inForce: (item) => (item === REGISTRATION_ITEM ? REGISTRATION : undefined),
  find: (id) => (id === REGISTRATION_FORMAT ? REGISTRATION : undefined),
  list: () => [REGISTRATION],
};
