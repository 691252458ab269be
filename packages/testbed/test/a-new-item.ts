import assert from 'node:assert/strict';
import { type CatalogueEntry, chinaDate } from '@necips/domain';
import { type FormatDocumentJson, type LocalFederation, newItemEntry, newItemFormat, until } from '@necips/testbed';

const ITEM = 'ZZT';

/** An item that no release knows, on its way through a running federation. */
export class NewItem {
  readonly #federation: LocalFederation;
  readonly #node: string;
  readonly #giveUpAt: number;

  constructor(federation: LocalFederation, node: string, giveUpAfterMs: number) {
    this.#federation = federation;
    this.#node = node;
    this.#giveUpAt = Date.now() + giveUpAfterMs;
  }

  /** One administrator drafts a version with the item, another publishes it; in force from today. The version. */
  async publish(format: `${typeof ITEM}@${number}`, fields: FormatDocumentJson = {}): Promise<number> {
    const drafts = `${this.#federation.endpoints.centre.aggregation.rest}/v1/catalogue/drafts`;
    const draft = await this.#call<Draft>('central-admin@centre', 'POST', drafts, { note: '增加测试信息' });
    const { id, entries, note } = draft;
    const changed = {
      note,
      effectiveFrom: chinaDate(Date.now()),
      entries: [...entries.filter(isOther), newItemEntry({ channels: ['import'], format })],
    };
    const [, number] = format.split('@');
    await this.#call('central-admin@centre', 'PUT', `${drafts}/${id}?revision=1`, changed);
    const document = newItemFormat({ version: Number(number), fields });
    await this.#call('central-admin@centre', 'PUT', `${drafts}/${id}/formats/${format}?revision=2`, document);
    const published = `${drafts}/${id}/publish`;
    const { version } = await this.#call<{ version: number }>('central-admin-second@centre', 'POST', published, {
      revision: 3,
    });
    return version;
  }

  /** Waits until the node works by a version of the catalogue. */
  async inForce(version: number): Promise<void> {
    const url = `${this.#federation.node(this.#node).collection.rest}/v1/status`;
    await this.#until(async () => {
      const { catalogue } = (await (await fetch(url)).json()) as { catalogue: { version: number } };
      return catalogue.version === version;
    });
  }

  /** Hands in a file of the item; the answer of the door. */
  submit(body: string): Promise<Response> {
    const url = `${this.#federation.node(this.#node).collection.rest}/v1/submissions?item=${ITEM}`;
    const headers = { 'content-type': 'text/csv' };
    return this.#federation.call(`department@${this.#node}`, url, { method: 'POST', body, headers });
  }

  /** Waits until the centre shows this many records of the item of a subject; their bodies. */
  async shown(code: string, count: number): Promise<Record<string, unknown>[]> {
    const url = `${this.#federation.endpoints.centre.aggregation.rest}/v1/subjects/${code}/records?item=${ITEM}`;
    let items: { body: Record<string, unknown> }[] = [];
    await this.#until(async () => {
      ({ items } = (await (await fetch(url)).json()) as { items: typeof items });
      return items.length === count;
    });
    return items.map(({ body }) => body);
  }

  async #call<Answer = unknown>(as: string, method: string, url: string, body: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    const response = await this.#federation.call(as, url, { method, headers, body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    assert.ok(response.ok, JSON.stringify(answer));
    return answer as Answer;
  }

  #until(isSo: () => Promise<boolean>): Promise<boolean> {
    return until(isSo, { withinMs: this.#giveUpAt - Date.now() });
  }
}

interface Draft {
  id: number;
  note: string;
  entries: CatalogueEntry[];
}

function isOther({ item }: CatalogueEntry): boolean {
  return item !== ITEM;
}
