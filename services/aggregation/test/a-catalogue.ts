import { type CatalogueEntry, chinaDate } from '@necips/domain';
import type { RunningCentre } from './service.ts';

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
  return chinaDate(Date.now() + days * 86_400_000);
}
