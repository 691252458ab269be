// Every kind of damage is seen by the comparison, at exactly the rows that it says: what the comparison finds equal is equal.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectPostgres } from '@necips/runtime';
import { createTestDatabase, Random, serviceMigrations, testInfrastructure } from '@necips/testbed';
import { BATCH_KINDS, CENTRE_STATE_KINDS, PUBLICATION_STATE_KINDS, TILE_KINDS } from './log-kinds.ts';
import { type Level, type Place, withoutConstraints } from './place.ts';
import { CENTRE_RECORD_KINDS, RECORD_KINDS } from './record-kinds.ts';
import { differingRows, takeSnapshot } from './snapshot.ts';
import { SUBJECT_KINDS } from './subject-kinds.ts';
import type { RecordTarget, Touched } from './target.ts';

const NODE = '330000';
const SOME_UUID = '00000000-0000-0000-0000-000000000009';
const RECORD = `${NODE}/REG/91330000MA00000001`;
const open = new AsyncDisposableStack();
let places: Record<Level, Place>;

before(async () => {
  const openLevel = async (level: Level): Promise<Place> => {
    const database = open.use(await createTestDatabase(serviceMigrations(level === 'centre' ? 'aggregation' : level)));
    // A superuser: the owner of a test database may not switch constraints off.
    const url = new URL(database.url);
    const admin = new URL((await testInfrastructure([])).postgresUrl);
    admin.pathname = url.pathname;
    const sql = connectPostgres(admin.href, { max: 2, applicationName: 'test' });
    open.defer(() => sql.end({ timeout: 5 }));
    return { name: level, level, nodes: [NODE], sql };
  };
  places = { centre: await openLevel('centre'), publication: await openLevel('publication') };
  for (const place of Object.values(places)) await fill(place);
});

after(() => open.disposeAsync());

const SHOWN: RecordTarget = {
  node: NODE,
  generation: 1,
  recordId: RECORD,
  subjectId: 'S1',
  pseudonym: '00000000-0000-0000-0000-000000000001',
  leafIndex: 2,
  past: [aPastVersion({ recordId: RECORD, leafIndex: 0, subjectId: 'S1' })],
};
const WITHDRAWN: RecordTarget = {
  ...SHOWN,
  recordId: `${NODE}/REG/W`,
  subjectId: 'W',
  leafIndex: undefined,
  past: [aPastVersion({ recordId: `${NODE}/REG/W`, leafIndex: 1, subjectId: 'W' })],
};
const BATCH = { node: NODE, generation: 1, firstIndex: 0, leafCount: 4 };
const TILE = { node: NODE, generation: 1, level: 0, tileIndex: 0 };
const STATE = { node: NODE, generation: 1 };

for (const level of ['centre', 'publication'] as const) {
  const records = level === 'centre' ? { ...RECORD_KINDS, ...CENTRE_RECORD_KINDS } : RECORD_KINDS;
  for (const [kind, damage] of Object.entries(records)) {
    const target = kind.startsWith('withdrawn record') ? WITHDRAWN : SHOWN;
    test(`${level}: ${kind}`, () => assertSeen(level, (tx, random) => damage(tx, target, random)));
  }
  for (const [kind, damage] of Object.entries(SUBJECT_KINDS)) {
    test(`${level}: ${kind}`, () => assertSeen(level, (tx) => damage(tx, { ...SHOWN, leafIndex: 2 })));
  }
  for (const [kind, damage] of Object.entries(BATCH_KINDS)) {
    test(`${level}: ${kind}`, () => assertSeen(level, (tx, random) => damage(tx, BATCH, random)));
  }
  for (const [kind, damage] of Object.entries(level === 'centre' ? CENTRE_STATE_KINDS : PUBLICATION_STATE_KINDS)) {
    test(`${level}: ${kind}`, () => assertSeen(level, (tx) => damage(tx, STATE)));
  }
}
for (const [kind, damage] of Object.entries(TILE_KINDS)) {
  test(`publication: ${kind}`, () => assertSeen('publication', (tx, random) => damage(tx, TILE, random)));
}

test('another right successor of a superseded leaf is no difference, a wrong one is', async () => {
  const { sql } = places.centre;
  const before = await takeSnapshot(places.centre);
  await sql`update exchange.superseded set successor_index = 4 where leaf_index = 0`;
  assert.deepEqual([...differingRows(before, await takeSnapshot(places.centre))], []);
  await sql`update exchange.superseded set successor_index = 3 where leaf_index = 0`;
  assert.deepEqual([...differingRows(before, await takeSnapshot(places.centre))], [`superseded|${NODE}|1|0`]);
  await sql`update exchange.superseded set successor_index = 2 where leaf_index = 0`;
});

/** Does the damage, compares, and takes it back. */
async function assertSeen(
  level: Level,
  damage: (tx: Parameters<Parameters<typeof withoutConstraints>[1]>[0], random: Random) => Promise<Touched | undefined>,
): Promise<void> {
  const place = places[level];
  const before = await takeSnapshot(place);
  let touched: Touched | undefined;
  let differing = new Set<string>();
  const undone = new Error('undone');
  await withoutConstraints(place.sql, async (tx) => {
    touched = await damage(tx, new Random(1));
    const sql = { begin: (_: string, work: (inner: typeof tx) => Promise<unknown>) => work(tx) };
    differing = differingRows(before, await takeSnapshot({ ...place, sql: sql as unknown as Place['sql'] }));
    throw undone;
  }).catch((error: unknown) => assert.equal(error, undone));
  assert.ok(touched && touched.rows.length > 0, 'damage was done');
  // A wrong leaf makes the notes about it unverifiable as well, which heals with it.
  const seen = [...differing].filter((row) => touched?.rows.includes(row) || !row.startsWith('superseded|'));
  assert.deepEqual(seen.sort(), [...touched.rows].sort());
}

function aPastVersion({ recordId, leafIndex, subjectId }: { recordId: string; leafIndex: number; subjectId: string }) {
  const record = { node: NODE, record_id: recordId, subject_id: subjectId, item: 'REG', version: 1, generation: 1 };
  return {
    leafIndex,
    record: JSON.stringify({ ...record, leaf_index: leafIndex, pseudonym: SOME_UUID, time_ms: 1 }),
    content: JSON.stringify({
      ...record,
      leaf_index: leafIndex,
      salt: `\\x${'01'.repeat(32)}`,
      head: '{}',
      public_part: '{}',
      restricted_part: '',
    }),
    subject: JSON.stringify({ ...aSubject(subjectId, recordId, leafIndex), name: '旧名' }),
  };
}

function aSubject(subjectId: string, recordId: string, leafIndex: number) {
  const names = { name: '甲', search_name: '甲', former_names: [], search_former_names: '', name_terms: [1, 2] };
  const row = { subject_id: subjectId, node: NODE, record_id: recordId, leaf_index: leafIndex, as_of_ms: 5 };
  return { ...row, ...names, established_on: '2020-01-01', moved_out: false };
}

/** Two batches: leaves 0, 2 and 4 bear one pseudonym, of which 2 is current here; 1 was withdrawn by 3. */
async function fill({ sql, level }: Place): Promise<void> {
  const leaf = (pseudonym: number) =>
    Buffer.concat([Buffer.from([1, 1]), Buffer.alloc(16, pseudonym), Buffer.alloc(80, 7)]);
  const leaves = [leaf(1), leaf(2), leaf(1), leaf(2)];
  await sql`select 1`;
  for (const table of ['record', 'record_content']) {
    await sql.unsafe(`create table exchange.${table}_${NODE} partition of exchange.${table} for values in ('${NODE}')`);
  }
  await sql`insert into exchange.log_batch values (${NODE}, 1, 0, 4, ${Buffer.concat(leaves)}, 'one', 1), (${NODE}, 1, 4, 1, ${leaf(1)}, 'two', 1)`;
  await sql`insert into exchange.record values (${NODE}, ${RECORD}, 'S1', 'REG', 2, 1, 2, ${SOME_UUID}, 5)`;
  await sql`
    insert into exchange.record_content values
      (${NODE}, 1, 2, ${Buffer.alloc(32, 1)}, '{"version":2,"x":"abcdef"}', '{"name":"abcdefgh"}', '')`;
  await sql`insert into exchange.superseded values (${NODE}, 1, 0, 2), (${NODE}, 1, 1, 3)`;
  const subject = JSON.stringify(aSubject('S1', RECORD, 2));
  await sql`insert into exchange.subject select * from jsonb_populate_record(null::exchange.subject, ${subject}::text::jsonb)`;
  if (level === 'centre') {
    await sql`insert into public.node values (${NODE}, '浙江', 'o', 'k', 'u', 'a', 't', now(), 'test')`;
    await sql`
      insert into public.node_state (node, generation, verified_size, compact_range, root, checkpoint, verified_at_ms, last_leaf_time_ms)
      values (${NODE}, 1, 5, ${Buffer.alloc(40, 1)}, ${Buffer.alloc(32, 1)}, 'two', 1, 1)`;
  } else {
    await sql`
      insert into public.log_state (generation, size, root, last_leaf_time_ms, checkpoint, checkpoint_at)
      values (1, 5, ${Buffer.alloc(32, 1)}, 1, 'two', now())`;
    await sql`
      insert into public.log_tile (generation, level, tile_index, hashes, root)
      values (1, 0, 0, ${Buffer.alloc(8192, 1)}, ${Buffer.alloc(32, 1)})`;
  }
}
