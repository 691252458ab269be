// One province floods the centre, with whatever it likes. The others are applied within a bounded number of turns, and what the flood
// leaves behind on the disk is bounded for the province that it comes from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sql } from '@necips/runtime';
import { catchUp } from '../src/commands/batches/catch-up.ts';
import { type Enrolled, openCentre, type TestCentre } from './centre.ts';
import { aRegistration, TestProvince } from './province.ts';

const FLOOD = '330000';
const OTHER = '440000';
const never = new AbortController().signal;

test('while a flood of valid batches is applied, another province has its turn', async () => {
  await using centre = await openCentre({ AGGREGATION_TRANSACTION_LEAVES_MAX: '50' });
  await rememberMoves(centre.sql);
  const [flood, other] = [new TestProvince(FLOOD), new TestProvince(OTHER)];
  const [a, b] = [await centre.enrol(flood), await centre.enrol(other)];
  const batches = Array.from({ length: 40 }, (_, i) => aBatch(flood, i));

  await Promise.all([a.receive(...batches), b.receive(aBatch(other, 0))]);

  const moves = await movesOf(centre.sql);
  assert.equal(moves.filter((node) => node === FLOOD).length, 40, 'a transaction for each batch');
  assert.ok(moves.indexOf(OTHER) <= 10, `its turn came after ${moves.indexOf(OTHER)} others`);
});

test('while a flood of messages that say nothing is looked through, everybody else gets the processor', async () => {
  await using centre = await openCentre();
  const flood = new TestProvince(FLOOD);
  const { receive } = await centre.enrol(flood);
  await receive(aBatch(flood, 0));
  const [size, elsewhere] = [flood.size, 1_000_000];
  // A signature is verified for each: heartbeats, and batches that cannot be placed.
  const heartbeat = { ...emptyBatch(flood), firstIndex: size };
  const forged = { ...emptyBatch(flood), firstIndex: elsewhere, leaves: [flood.leafOf(aRegistration(1))] };
  const messages = Array.from({ length: 1_500 }, (_, i) => (i % 2 === 0 ? heartbeat : forged));

  const turns = await turnsDuring(() => receive(...messages));

  assert.ok(turns >= messages.length / 50, `${turns} turns for others during ${messages.length} messages`);
});

test('a flood of rubbish is counted, and leaves no more behind than is allowed for one province', async () => {
  const limits = { AGGREGATION_QUARANTINE_MESSAGES_MAX: '20', AGGREGATION_QUARANTINE_BYTES_MAX: '100' };
  await using centre = await openCentre(limits);
  const [flood, other] = [new TestProvince(FLOOD), new TestProvince(OTHER)];
  const [a, b] = [await centre.enrol(flood), await centre.enrol(other)];
  await b.receive(Buffer.from('one of the other province'));
  const rubbish = () => Array.from({ length: 2_000 }, (_, i) => Buffer.alloc(500, `rubbish ${i} `));

  for (let fetch = 0; fetch < 3; fetch++) {
    await Promise.all([a.receive(...rubbish()), b.receive(aBatch(other, fetch))]);
  }

  const kept = await centre.sql`
    select node, count(*)::int as messages, sum(length(bytes))::int as bytes, max(message_offset) as newest
    from quarantine group by node order by node`;
  assert.deepEqual(
    kept.map((row) => ({ ...row })),
    [
      { node: FLOOD, messages: 20, bytes: 2_000, newest: 5_999 },
      { node: OTHER, messages: 1, bytes: 25, newest: 0 },
    ],
  );
  assert.equal(await quarantined(centre, FLOOD), 6_000);
  const [state] = await centre.sql<
    { size: number }[]
  >`select verified_size as size from node_state where node = ${OTHER}`;
  assert.equal(state?.size, other.size);
});

test('bulk reads take turns: a province that is one piece behind waits for one piece of another', async () => {
  await using centre = await openCentre({ AGGREGATION_REPAIRS_AT_ONCE: '1', AGGREGATION_REPAIR_LEAVES_MAX: '50' });
  await rememberMoves(centre.sql);
  const [flood, other] = [new TestProvince(FLOOD), new TestProvince(OTHER)];
  const [a, b] = [await centre.enrol(flood), await centre.enrol(other)];
  for (let i = 0; i < 20; i++) aBatch(flood, i);
  aBatch(other, 0);

  await Promise.all([readInBulk(centre, a, flood.size), readInBulk(centre, b, other.size)]);

  const moves = await movesOf(centre.sql);
  assert.equal(moves.filter((node) => node === FLOOD).length, 20, 'a piece at a time');
  assert.ok(moves.indexOf(OTHER) <= 1, `its turn came after ${moves.indexOf(OTHER)} pieces`);
});

test('a province that sends slowly gives its place to the next, and goes on when it is its turn again', async () => {
  await using centre = await openCentre({
    AGGREGATION_REPAIRS_AT_ONCE: '1',
    AGGREGATION_REPAIR_TURN_MS: '300',
    AGGREGATION_REPAIR_IDLE_MS: '600000',
  });
  const [slow, other] = [new TestProvince(FLOOD), new TestProvince(OTHER)];
  const [a, b] = [await centre.enrol(slow), await centre.enrol(other)];
  for (let i = 0; i < 3; i++) aBatch(slow, i);
  aBatch(other, 0);
  const goesOn = Promise.withResolvers<void>();
  a.served.beforeNextBatch = () => goesOn.promise;

  const slowly = readInBulk(centre, a, slow.size);
  await readInBulk(centre, b, other.size);

  assert.equal((await b.province.tail()).size, other.size);
  assert.ok((await a.province.tail()).size < slow.size, 'it still waits for the slow one');
  goesOn.resolve();
  await slowly;
  assert.equal((await a.province.tail()).size, slow.size);
  assert.equal(a.province.trouble(), null);
});

function aBatch(province: TestProvince, i: number) {
  const first = Number(province.node) * 1_000 + i * 50;
  return province.publish(...Array.from({ length: 50 }, (_, n) => aRegistration((first + n) % 100_000_000)));
}

function emptyBatch({ node, checkpoint }: TestProvince) {
  return { node, generation: 1, leaves: [], checkpoint };
}

/** As though the province were found to be ahead. */
async function readInBulk({ context }: TestCentre, { province }: Enrolled, toIndex: number): Promise<void> {
  await province.exclusive(() => catchUp(context, province, { kind: 'behind', toIndex }, never));
}

/** How often everybody else of this process could have gone on while something was done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await work().finally(() => {
    isOver = true;
  });
  return turns;
}

/** A trigger keeps which province moved, in the order of the commits. */
async function rememberMoves(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create table move (id bigint generated always as identity, node text);
    create function remember_move() returns trigger language plpgsql as $$ begin
      if new.verified_size <> old.verified_size then insert into move (node) values (new.node); end if;
      return null; end $$;
    create trigger remember_move after update on node_state for each row execute function remember_move();`);
}

async function movesOf(sql: Sql): Promise<string[]> {
  const rows = await sql<{ node: string }[]>`select node from move order by id`;
  return rows.map(({ node }) => node);
}

async function quarantined({ metrics }: TestCentre, node: string): Promise<number> {
  const metric = await metrics.registry.getSingleMetric('necips_messages_quarantined_total')?.get();
  const ofNode = (metric?.values ?? []).filter(({ labels }) => labels.node === node);
  return ofNode.reduce((sum, { value }) => sum + value, 0);
}
