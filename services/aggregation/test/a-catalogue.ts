import type { CatalogueEntry } from '@necips/domain';
import type { RunningCentre } from './service.ts';

/** An entry of the catalogue as an administrator writes it. */
export function anEntry(changes: Partial<CatalogueEntry> = {}): CatalogueEntry {
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

/** A format document of an item that no release knows. */
export function aFormatDocument(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://necips.local/formats/ZZT@1',
    title: '测试信息',
    description: '只用于测试的信息。',
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { type: 'string', title: '名称', description: '主体名称', maxLength: 200, 'x-kind': 'text' },
      uscc: { type: 'string', title: '统一社会信用代码', description: '主体的代码', maxLength: 18, 'x-kind': 'uscc' },
      number: { type: 'string', title: '文号', description: '文书编号', maxLength: 100, 'x-kind': 'text' },
      producedOn: { type: 'string', title: '日期', description: '产生日期', 'x-kind': 'date' },
    },
    required: ['name', 'uscc', 'number', 'producedOn'],
    'x-item': 'ZZT',
    'x-version': 1,
    'x-category': '测试',
    'x-legalBasis': ['《测试办法》第一条'],
    'x-subject': { name: 'name', uscc: 'uscc' },
    'x-businessKey': ['number'],
    'x-producedOn': 'producedOn',
    'x-terms': { provideWorkingDays: 7, publishWorkingDays: 20 },
    'x-supersededBody': 'kept_for_taking_back',
    ...changes,
  };
}

/** A draft as REST answers it. */
export interface DraftJson {
  id: number;
  state: string;
  revision: number;
  effectiveFrom: string;
  note: string;
  entries: CatalogueEntry[];
  version: number | null;
  acts: { act: string; revision: number; actor: string }[];
  formats: { id: string; document: Record<string, unknown> }[];
}

/** The catalogue's doors at the centre, as one administrator uses them. */
export class CatalogueDesk {
  readonly #centre: RunningCentre;
  readonly #token: string;

  constructor(centre: RunningCentre, token: string) {
    this.#centre = centre;
    this.#token = token;
  }

  /** Calls a route under `/v1/catalogue/drafts`. */
  async call(method: string, path: string, body?: unknown): Promise<{ status: number; body: never }> {
    const response = await fetch(`${this.#centre.rest}/v1/catalogue/drafts${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as never };
  }

  /** A draft of the newest version with these entries and formats more. */
  async draft({
    effectiveFrom,
    entries = [],
    formats = [],
  }: {
    effectiveFrom: string;
    entries?: CatalogueEntry[];
    formats?: Record<string, unknown>[];
  }): Promise<DraftJson> {
    const { body: created } = (await this.call('POST', '', { note: '增加测试信息' })) as { body: DraftJson };
    const items = new Set(entries.map(({ item }) => item));
    const content = {
      effectiveFrom,
      note: created.note,
      entries: [...created.entries.filter(({ item }) => !items.has(item)), ...entries],
    };
    const changed = await this.call('PUT', `/${created.id}?revision=${created.revision}`, content);
    if (changed.status !== 200) throw new Error(JSON.stringify(changed.body));
    let draft = changed.body as DraftJson;
    for (const document of formats) {
      const id = `${String(document['x-item'])}@${String(document['x-version'])}`;
      const added = await this.call('PUT', `/${draft.id}/formats/${id}?revision=${draft.revision}`, document);
      if (added.status !== 200) throw new Error(JSON.stringify(added.body));
      draft = added.body;
    }
    return draft;
  }

  /** Publishes a draft as it stands. */
  async publish({ id, revision }: Pick<DraftJson, 'id' | 'revision'>): Promise<{ status: number; body: Problem }> {
    return this.call('POST', `/${id}/publish`, { revision });
  }
}

/** A problem, or a published version. */
export interface Problem {
  reason: string;
  version: number;
  faults: { at: string; code: string; message: string }[];
}

/** The date in China so many days from now, ISO. */
export function chinaDay(days = 0): string {
  return new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
}
