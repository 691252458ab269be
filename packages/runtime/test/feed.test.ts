import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '@necips/testbed';
import {
  appendToFeed,
  connectPostgres,
  type FeedCursor,
  followFeed,
  RUNTIME_MIGRATIONS,
  readCursor,
  type Sql,
  writeCursor,
} from '../src/index.ts';

const START: FeedCursor = { incarnation: '', sequence: 0, digest: new Uint8Array() };

test('a reader that has seen an entry has seen every entry below it, however many write at once', async () => {
  await using feed = await aFeed();
  const reading = collect(feed, START, 200);

  await Promise.all(Array.from({ length: 40 }, () => feed.append(5)));
  const { sequences } = await reading;

  assert.deepEqual(
    sequences,
    [...sequences].sort((a, b) => a - b),
  );
  assert.equal(new Set(sequences).size, 200);
});

test('a transaction that fails leaves nothing in the feed', async () => {
  await using feed = await aFeed();
  await assert.rejects(
    appendToFeed(feed.sql, 'test', async (tx) => {
      await tx`insert into entry (content) values ('lost')`;
      throw new Error('no');
    }),
  );
  await feed.append(1);
  assert.equal((await feed.sql`select 1 from entry`).length, 1);
});

test('a reader goes on after its cursor and misses nothing', async () => {
  await using feed = await aFeed();
  await feed.append(10);
  const first = await collect(feed, START, 10);
  await feed.append(10);
  const second = await collect(feed, first.cursor, 10);
  assert.equal(second.sequences.length, 10);
  assert.ok((second.sequences[0] ?? 0) > (first.sequences.at(-1) ?? 0));
});

test('a cursor of another life of the feed, of another content, or beyond its end is refused', async () => {
  await using feed = await aFeed();
  await feed.append(3);
  const { cursor } = await collect(feed, START, 3);
  const strangers: FeedCursor[] = [
    { ...cursor, incarnation: '00000000-0000-4000-8000-000000000000' },
    { ...cursor, digest: Buffer.alloc(32, 7) },
    { ...cursor, sequence: cursor.sequence + 5 },
  ];
  for (const stranger of strangers) {
    await assert.rejects(collect(feed, stranger, 1), { code: 'precondition', reason: 'feed_diverged' });
  }
});

test('a cursor is stored with the work or not at all', async () => {
  await using feed = await aFeed();
  const cursor = { incarnation: '00000000-0000-4000-8000-000000000001', sequence: 7, digest: Buffer.alloc(32, 1) };
  await feed.sql.begin((tx) => writeCursor(tx, 'other', cursor));
  await assert.rejects(
    feed.sql.begin(async (tx) => {
      await writeCursor(tx, 'other', { ...cursor, sequence: 8 });
      throw new Error('no');
    }),
  );
  assert.equal((await readCursor(feed.sql, 'other')).sequence, 7);
});

interface Entry {
  sequence: number;
  content: string;
}

interface TestFeed extends AsyncDisposable {
  sql: Sql;
  append(entries: number): Promise<void>;
}

async function aFeed(): Promise<TestFeed> {
  const database = await createTestDatabase([RUNTIME_MIGRATIONS]);
  const sql = connectPostgres(database.url, { max: 8, applicationName: 'test' });
  await sql`create table entry (sequence bigint generated always as identity primary key, content text not null)`;
  return {
    sql,
    append: (entries) =>
      appendToFeed(sql, 'test', async (tx) => {
        await tx`insert into entry (content) select 'x' from generate_series(1, ${entries}::int)`;
      }),
    [Symbol.asyncDispose]: async () => {
      await sql.end();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Follows until so many entries have come; answers their numbers and where it stands then. */
async function collect({ sql }: TestFeed, cursor: FeedCursor, wanted: number) {
  const source = {
    sql,
    feed: 'test',
    readAfter: async (sequence: number, limit: number) => [
      ...(await sql<Entry[]>`select * from entry where sequence > ${sequence} order by sequence limit ${limit}`),
    ],
    digestOf: (entry: Entry) => Buffer.alloc(32, entry.sequence % 256),
  };
  const ended = new AbortController();
  const sequences: number[] = [];
  let incarnation = '';
  for await (const batch of followFeed(source, { cursor, batchMax: 7, signal: ended.signal, pollMs: 1_000 })) {
    sequences.push(...batch.entries.map((entry) => entry.sequence));
    incarnation = batch.incarnation;
    if (sequences.length >= wanted) break;
  }
  const sequence = sequences.at(-1) ?? 0;
  return { sequences, cursor: { incarnation, sequence, digest: Buffer.alloc(32, sequence % 256) } };
}
