import { randomBytes, randomUUID } from 'node:crypto';
import {
  canonicalForm,
  formatRecordId,
  REGISTRATION_FORMAT,
  REGISTRATION_ITEM,
  type RegistrationBody,
} from '@necips/domain';
import { connectPostgres, type Sql } from '@necips/runtime';
import { createTestDatabase } from '@necips/testbed';
import { applyChanges, type Change, EXCHANGE_MIGRATIONS, ensureNodePartition, type Page } from '../src/index.ts';

/** A public copy in a database of its own, with the partitions of these provinces. */
export async function aCopy(...nodes: string[]): Promise<{ sql: Sql } & AsyncDisposable> {
  const database = await createTestDatabase([EXCHANGE_MIGRATIONS]);
  const sql = connectPostgres(database.url, { max: 4, applicationName: 'test' });
  for (const node of nodes) await ensureNodePartition(sql, node);
  return {
    sql,
    async [Symbol.asyncDispose]() {
      await sql.end();
      await database[Symbol.asyncDispose]();
    },
  };
}

const START_MS = Date.UTC(2026, 0, 5);

/** A province's log as a test writes it: leaf follows leaf, a second apart unless a test says when. */
export class Province {
  readonly node: string;
  generation = 1;
  #size = 0;
  #versions = new Map<string, number>();
  #pseudonyms = new Map<string, string>();

  constructor(node: string) {
    this.node = node;
  }

  publish(body: Partial<RegistrationBody> & { name: string }, options: { atMs?: number; item?: string } = {}): Change {
    const code = body.code ?? body.registrationNumber ?? someCode(this.#size);
    const item = options.item ?? REGISTRATION_ITEM;
    const recordId = formatRecordId({ node: this.node, item, businessKey: code });
    const version = this.#nextVersion(recordId);
    const content = {
      establishedOn: '2016-03-01',
      province: '浙江',
      ...(body.registrationNumber ? {} : { code }),
      ...body,
    };
    return {
      ...this.#leaf(recordId, options.atMs),
      op: 'publish',
      recordId,
      item,
      subjectId: code,
      version,
      salt: randomBytes(32),
      head: canonicalForm({ ...HEAD, item, node: this.node, recordId, subject: { code, name: body.name }, version }),
      publicPart: canonicalForm(content as Parameters<typeof canonicalForm>[0]),
      restrictedPart: '',
    };
  }

  withdraw(published: Change): Change {
    const { recordId, item, subjectId } = published;
    const version = this.#nextVersion(recordId);
    const nothing = { salt: new Uint8Array(), head: '', publicPart: '', restrictedPart: '' };
    const leaf = this.#leaf(recordId);
    this.#pseudonyms.delete(recordId);
    return { ...leaf, ...nothing, op: 'withdraw', recordId, item, subjectId, version };
  }

  /** Applies changes of this province's log in one transaction. */
  async apply(sql: Sql, ...changes: Change[]): Promise<void> {
    await sql.begin((tx) => applyChanges(tx, this, changes));
  }

  #leaf(recordId: string, atMs?: number): { leafIndex: number; timeMs: number; pseudonym: string } {
    const leafIndex = this.#size++;
    const pseudonym = this.#pseudonyms.get(recordId) ?? randomUUID();
    this.#pseudonyms.set(recordId, pseudonym);
    return { leafIndex, timeMs: atMs ?? START_MS + leafIndex * 1000, pseudonym };
  }

  #nextVersion(recordId: string): number {
    const version = (this.#versions.get(recordId) ?? 0) + 1;
    this.#versions.set(recordId, version);
    return version;
  }
}

const HEAD = {
  collectedAt: '2026-01-05T00:00:00.000Z',
  format: REGISTRATION_FORMAT,
  op: 'publish',
  origin: { account: 'department-demo', batch: 'b-1', department: '11330000002482495B', row: 2 },
  provider: { code: '11330000002482495B', name: '浙江省市场监督管理局' },
};

/** The n-th of a row of codes in ascending order; with the shape of a USCC, which is all that this package looks at. */
export function someCode(n: number): string {
  return `91330000MA${String(n).padStart(8, '0')}`;
}

/** All items of a listing, page by page. */
export async function allPages<Item>(list: (cursor?: string) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return items;
}

/** All rows of a table of the copy, in a fixed order: to see whether anything changed. */
export async function rowsOf(sql: Sql, table: 'record' | 'record_content' | 'subject'): Promise<unknown[]> {
  return [...(await sql`select to_jsonb(t) as row from exchange.${sql(table)} as t order by to_jsonb(t)::text`)];
}
