import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Sql } from '@necips/runtime';
import { copyTestDatabase, until } from '@necips/testbed';
import { type Province, type Published, publishIn, startProvince } from './province.ts';
import { aRegistration } from './registrations.ts';

/** Leaves 0 … 299 new in batches of 50, 300 … 319 newer versions of the first, 320 withdraws subject 30. */
async function aPublishedProvince() {
  await using starting = new AsyncDisposableStack();
  const province = starting.use(await startProvince({ settings: { BATCH_LEAVES_MAX: '50' } }));
  const { collection } = province;
  {
    await using published = await publishIn(province);
    for (let from = 0; from < 300; from += 50) {
      await collection.append(Array.from({ length: 50 }, (_, i) => aRegistration({ subject: from + i, version: 1 })));
    }
    await collection.append(
      Array.from({ length: 20 }, (_, i) => aRegistration({ subject: i, version: 2, name: `新名${i}号有限公司` })),
    );
    await collection.append([aRegistration({ subject: 30, version: 2, op: 'withdraw' })]);
    await published.size(321);
  }
  // What holds the same log stands for the centre: its repair reads are the same.
  const copy = starting.use(await copyTestDatabase(province.environment['PUBLICATION_DATABASE_URL'] as string));
  await copyFile(province.stateFile, `${province.stateFile}.centre`);
  const centre = starting.use(
    await publishIn(province, {
      settings: {
        DATABASE_URL: copy.url,
        LOG_STATE_FILE: `${province.stateFile}.centre`,
        COLLECTION_ADDRESS: '127.0.0.1:1',
      },
    }),
  );
  await centre.size(321);
  const running = starting.move();
  return { province, centre, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

const PLANTED: { what: string; kinds: string[]; plant: (sql: Sql) => Promise<unknown> }[] = [
  {
    what: 'a missing record',
    kinds: ['record_missing'],
    plant: (sql) => sql`delete from exchange.record where leaf_index = 40`,
  },
  {
    what: 'a missing content',
    kinds: ['content_missing'],
    plant: (sql) => sql`delete from exchange.record_content where leaf_index = 40`,
  },
  {
    what: 'an altered body',
    kinds: ['body_altered'],
    plant: (sql) => sql`update exchange.record_content set public_part = '{}' where leaf_index = 310`,
  },
  {
    what: 'an altered record',
    kinds: ['record_altered'],
    plant: (sql) => sql`update exchange.record set version = 9 where leaf_index = 41`,
  },
  {
    what: 'a note of what superseded a leaf missing',
    kinds: ['superseded_missing'],
    plant: (sql) => sql`delete from exchange.superseded where leaf_index = 3`,
  },
  {
    what: 'a missing subject',
    kinds: ['subject_missing'],
    plant: (sql) => sql`delete from exchange.subject where leaf_index = 50`,
  },
  {
    what: 'an altered leaf in a full tile',
    kinds: ['leaf_altered'],
    plant: (sql) =>
      sql`update exchange.log_batch set leaves = set_byte(leaves, 300, get_byte(leaves, 300) # 1) where first_index = 100`,
  },
  {
    what: 'an altered leaf beyond the full tiles',
    kinds: ['leaf_altered'],
    plant: (sql) =>
      sql`update exchange.log_batch set leaves = set_byte(leaves, 300, get_byte(leaves, 300) # 1) where first_index = 250`,
  },
  {
    what: 'a missing batch',
    kinds: ['batch_missing'],
    plant: (sql) => sql`delete from exchange.log_batch where first_index = 200`,
  },
  {
    what: 'an altered checkpoint',
    kinds: ['checkpoint_altered'],
    plant: (sql) => sql`update exchange.log_batch set checkpoint = 'x' where first_index = 150`,
  },
  {
    what: 'an altered tile',
    kinds: ['tile_altered'],
    plant: (sql) => sql`update log_tile set hashes = set_byte(hashes, 9, 9) where tile_index = 0`,
  },
  {
    what: 'an altered root of a tile',
    kinds: ['tile_altered'],
    plant: (sql) => sql`update log_tile set root = sha256(root) where tile_index = 0`,
  },
  { what: 'a missing tile', kinds: ['tile_altered'], plant: (sql) => sql`delete from log_tile where tile_index = 0` },
  {
    what: 'a tile beyond the log',
    kinds: ['tile_extra'],
    plant: (sql) =>
      sql`insert into log_tile select generation, level, 77, hashes, root from log_tile where tile_index = 0`,
  },
  {
    what: 'a tile of no level',
    kinds: ['tile_extra'],
    plant: (sql) =>
      sql`insert into log_tile select generation, 3, tile_index, hashes, root from log_tile where tile_index = 0`,
  },
  { what: 'a false size', kinds: ['state_altered'], plant: (sql) => sql`update log_state set size = 100` },
  { what: 'a false root', kinds: ['state_altered'], plant: (sql) => sql`update log_state set root = sha256(root)` },
  { what: 'a false checkpoint', kinds: ['state_altered'], plant: (sql) => sql`update log_state set checkpoint = 'x'` },
  {
    what: 'a false time of the last leaf',
    kinds: ['state_altered'],
    plant: (sql) => sql`update log_state set last_leaf_time_ms = last_leaf_time_ms + 5`,
  },
  {
    what: 'a false time of the checkpoint',
    kinds: ['state_altered'],
    plant: (sql) => sql`update log_state set checkpoint_at = now() + interval '1 day'`,
  },
  { what: 'a false generation', kinds: ['state_altered'], plant: (sql) => sql`update log_state set generation = 4` },
  { what: 'a missing state', kinds: ['state_altered'], plant: (sql) => sql`delete from log_state` },
  {
    what: 'a state twice',
    kinds: ['state_altered'],
    plant: (sql) =>
      sql`insert into log_state select 5, size, root, last_leaf_time_ms, checkpoint, checkpoint_at from log_state`,
  },
  {
    what: 'a relay beyond the log',
    kinds: ['relay_altered'],
    plant: (sql) => sql`update relay_state set relayed_size = 5000`,
  },
];

test('every kind of difference in what the province stores is found and healed from its log and the centre', async (t) => {
  await using aProvince = await aPublishedProvince();
  const { province, centre } = aProvince;
  await using published = await publishIn(province, { settings: patrolSettings(province, centre) });
  await published.size(321);
  const { sql } = province;
  const before = await snapshot(sql);
  for (const { what, kinds, plant } of PLANTED) {
    await t.test(what, async () => {
      await sql`delete from exchange.difference`;
      await plant(sql);
      assert.notDeepEqual(await snapshot(sql), before);

      await patrol(province, published);
      const { kinds: found, open } = await differences(sql);
      await sql`delete from exchange.difference`;
      await patrol(province, published);

      assert.deepEqual(await snapshot(sql), before);
      for (const kind of kinds) assert.ok(found.includes(kind), `${kind} in ${found.join()}`);
      assert.equal(open, 0);
      assert.deepEqual(await differences(sql), { kinds: [], open: 0 });
    });
  }
});

test('without a centre a province heals what its own log and tiles say, and leaves the rest open', async () => {
  await using aProvince = await aPublishedProvince();
  const { province } = aProvince;
  await using published = await publishIn(province, { settings: { PATROL_ROUND_PAUSE_MS: '600000' } });
  await published.size(321);
  const { sql } = province;
  await sql`delete from exchange.record where leaf_index = 40`;
  await sql`delete from exchange.superseded where leaf_index = 3`;
  await sql`delete from exchange.record_content where leaf_index = 50`;

  await patrol(province, published);

  const rows = await sql<
    { kind: string; how: string | null }[]
  >`select kind, how from exchange.difference order by leaf_index`;
  assert.deepEqual(
    rows.map(({ kind, how }) => [kind, how]),
    [
      ['superseded_missing', 'log'],
      ['record_missing', 'log'],
      ['content_missing', null],
    ],
  );
});

function patrolSettings({ realms }: Province, centre: Published): Record<string, string> {
  return {
    PATROL_ROUND_PAUSE_MS: '600000',
    CENTRE_ADDRESS: centre.grpcAddress,
    CENTRE_TOKEN_URL: realms.tokenUrl,
    CENTRE_CLIENT_ID: 'svc-node',
    CENTRE_CLIENT_SECRET: 'secret',
  };
}

/** Asks for a round, and waits until it has ended. */
async function patrol({ realms }: Province, { get }: Published): Promise<void> {
  const response = await get('/v1/patrol', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${realms.tokenFor('node-330000', 'province-admin')}`,
    },
    body: JSON.stringify({ leavesPerSecond: 0 }),
  });
  assert.equal(response.status, 202);
  const { round } = (await response.json()) as { round: number };
  await until(async () => {
    const status = (await (await get('/v1/status')).json()) as { patrol: { round: number } };
    return status.patrol.round > round;
  });
}

async function differences(sql: Sql): Promise<{ kinds: string[]; open: number }> {
  const rows = await sql<{ kind: string; isOpen: boolean }[]>`
    select kind, mended_at is null as "isOpen" from exchange.difference order by id`;
  return { kinds: rows.map(({ kind }) => kind), open: rows.filter(({ isOpen }) => isOpen).length };
}

const TABLES = [
  'exchange.log_batch',
  'exchange.record',
  'exchange.record_content',
  'exchange.subject',
  'exchange.superseded',
  'log_state',
  'log_tile',
  'relay_state',
];

/** All rows of the log and the copy, in a fixed order: to see whether anything is not as it was. */
async function snapshot(sql: Sql): Promise<string[]> {
  const rows: string[] = [];
  for (const table of TABLES) {
    const found = await sql.unsafe<{ row: string }[]>(
      `select '${table} ' || to_jsonb(t)::text as row from ${table} t order by 1`,
    );
    rows.push(...found.map(({ row }) => row));
  }
  return rows;
}
