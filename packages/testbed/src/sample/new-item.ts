import type { CanonicalValue, CatalogueEntry } from '@necips/domain';

/** The entry of the catalogue for ZZT, an item that no release knows, as an administrator writes it. */
export function newItemEntry(changes: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return {
    item: 'ZZT',
    name: '测试信息',
    category: '测试',
    legalBasis: '《测试办法》第一条',
    providers: [{ name: '各政府部门' }],
    publish: 'yes',
    shareScope: '各级政府部门',
    updateCycle: '实时',
    provideWorkingDays: 7,
    publishWorkingDays: 20,
    channels: ['import', 'interface'],
    needsReview: false,
    format: 'ZZT@1',
    ...changes,
  };
}

/** The format document of that item, with these fields besides. */
export function newItemFormat({
  version = 1,
  fields = {},
}: {
  version?: number;
  fields?: FormatDocumentJson;
} = {}): FormatDocumentJson {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://necips.local/formats/ZZT@${version}`,
    title: '测试信息',
    description: '只用于测试的信息。',
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { type: 'string', title: '名称', description: '主体名称', maxLength: 200, 'x-kind': 'text' },
      uscc: { type: 'string', title: '统一社会信用代码', description: '主体的代码', maxLength: 18, 'x-kind': 'uscc' },
      number: { type: 'string', title: '文号', description: '文书编号', maxLength: 100, 'x-kind': 'text' },
      producedOn: { type: 'string', title: '日期', description: '产生日期', 'x-kind': 'date' },
      ...fields,
    },
    required: ['name', 'uscc', 'number', 'producedOn'],
    'x-item': 'ZZT',
    'x-version': version,
    'x-category': '测试',
    'x-legalBasis': ['《测试办法》第一条'],
    'x-subject': { name: 'name', uscc: 'uscc' },
    'x-businessKey': ['number'],
    'x-producedOn': 'producedOn',
    'x-terms': { provideWorkingDays: 7, publishWorkingDays: 20 },
    'x-supersededBody': 'kept_for_taking_back',
  };
}

/** A format document, or the fields of one, as JSON. */
export type FormatDocumentJson = { readonly [member: string]: CanonicalValue };
