import { builtInFormats, REGISTRATION_FORMAT, REGISTRATION_ITEM } from '@necips/domain';
import type { ShownField, ShownFormat } from './domain/display/shown-format.ts';

/** The formats whose records pages can show with labels. */
export function shownFormats(): ShownFormat[] {
  return [{ id: REGISTRATION_FORMAT, item: REGISTRATION_ITEM, title: '登记信息', fields: registrationFields() }];
}

// A registration's body has type and status both as read (code) and as written; a page shows what was written.
const WRITTEN: Record<string, string> = { type: 'typeText', status: 'statusText' };
const LABELS: Record<string, string> = {
  legalRepresentative: '法定代表人（负责人、经营者等）',
  capital: '注册资本',
  establishedOn: '成立日期',
  address: '住所（经营场所）',
};

function registrationFields(): ShownField[] {
  const fields = builtInFormats().find(REGISTRATION_FORMAT)?.fields ?? [];
  const shown = fields.map(({ name, label }) => ({
    name: WRITTEN[name] ?? name,
    label: LABELS[name] ?? label,
    kind: name === 'establishedOn' ? 'date' : 'text',
  }));
  const hidden = Object.keys(WRITTEN).map((name) => ({ name, label: name, kind: 'hidden' }));
  return [...shown, ...hidden];
}
