import { REGISTRATION_COLUMNS, REGISTRATION_ITEM, type RegistrationColumn } from '@necips/domain';
import type { KnownFormat } from './known-format.ts';
import { readFormatDocument } from './read-format-document.ts';

/** The formats that every release brings along. */
export function builtInFormats(): readonly KnownFormat[] {
  return BUILT_IN;
}

const columns: readonly RegistrationColumn[] = REGISTRATION_COLUMNS;

const BUILT_IN = [
  readFormatDocument({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: '登记信息',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      columns.map(({ name, label, charactersMax, aliases }) => {
        return [name, { type: 'string', title: label, maxLength: charactersMax, 'x-aliases': [...aliases] }];
      }),
    ),
    required: columns.filter(({ mandatory }) => mandatory).map(({ name }) => name),
    'x-item': REGISTRATION_ITEM,
    'x-version': 1,
    'x-businessKey': ['code', 'registrationNumber'],
  }),
];
