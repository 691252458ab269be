// Kafka and the centre are away for days; provinces go on, and what waited there is gone from Kafka when it is back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connectPostgres, type Sql } from '@necips/runtime';
import { openKafkaDetour } from '@necips/testbed';
import { aRegistration } from './province.ts';
import { type BedProvince, ServiceBed } from './service.ts';

const LEAVES_A_BATCH = 50;
const BATCHES = 60;
const PIECE_LEAVES = 500;
const POLL_MS = 50;

let bed: ServiceBed;
let provinces: BedProvince[];
let sql: Sql;

before(async () => {
  bed = await ServiceBed.open();
  provinces = [await bed.openProvince(), await bed.openProvince()];
  sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  await rememberMoves();
});

after(async () => {
  await sql.end();
  await bed[Symbol.asyncDispose]();
});

test('after days without Kafka and without the retained messages provinces catch up in turn, each in leaf order', async () => {
  await using detour = await openKafkaDetour();
  const admin = await bed.token('central-admin');
  await using centre = await bed.start({
    AGGREGATION_KAFKA_BROKERS: detour.address,
    // One bulk read at a time, so that the turns are seen.
    AGGREGATION_REPAIRS_AT_ONCE: '1',
    AGGREGATION_REPAIR_LEAVES_MAX: String(PIECE_LEAVES),
  });
  for (const province of provinces) {
    await centre.enrol(province.node, province.enrolment, admin);
    await province.send(province.log.publish(aRegistration(numberOf(province))));
    await untilVerified(province);
  }

  detour.link.become('cut');
  for (const { served } of provinces) served.isAway = true;
  for (let batch = 0; batch < BATCHES; batch++) {
    for (const province of provinces) {
      const first = numberOf(province);
      const { log } = province;
      // Every second batch changes what the one before it has published.
      const rows = Array.from({ length: LEAVES_A_BATCH }, (_, i) =>
        aRegistration(first + Math.floor(batch / 2) * LEAVES_A_BATCH + i, { name: `杭州第${batch}批${i}号有限公司` }),
      );
      log.publish(...rows);
    }
  }
  // What the relay would have sent has outlived its retention: only the newest message is in the topic.
  for (const province of provinces)
    await province.send(province.log.publish(aRegistration(numberOf(province) + 900_000)));
  assert.equal(await verifiedSize(provinces[0] as BedProvince), 1);
  for (const { served } of provinces) served.isAway = false;
  detour.link.become('open');

  for (const province of provinces) await untilVerified(province);
  const moves = await sql<
    { node: string; size: number; root: Buffer }[]
  >`select node, size, root from move order by id`;
  for (const { node, log } of provinces) {
    const sizes = moves.filter((move) => move.node === node).map(({ size }) => size);
    assert.deepEqual(
      sizes,
      [...new Set(sizes)].sort((a, b) => a - b),
      'the verified size only grows',
    );
    assert.equal(sizes.at(-1), log.size);
    const [stored] = await sql<{ leaves: number; holes: number }[]>`
      select sum(leaf_count)::int as leaves, count(*) filter (where first_index <> expected)::int as holes from (
        select leaf_count, first_index, coalesce(lag(first_index + leaf_count) over (order by first_index), 0) as expected
        from exchange.log_batch where node = ${node}) as batch`;
    assert.deepEqual({ ...stored }, { leaves: log.size, holes: 0 });
    assert.deepEqual(moves.findLast((move) => move.node === node)?.root, Buffer.from(log.root));
  }
  assert.ok(turnsOf(moves.map(({ node }) => node)) >= 6, 'each has its turn while the other is far behind');
});

/** A trigger keeps every state that is committed, in order. */
async function rememberMoves(): Promise<void> {
  await sql.unsafe(`
    create table move (id bigint generated always as identity, node text, size bigint, root bytea);
    create function remember_move() returns trigger language plpgsql as $$ begin
      if new.verified_size <> old.verified_size then
        insert into move (node, size, root) values (new.node, new.verified_size, new.root);
      end if;
      return null; end $$;
    create trigger remember_move after update on node_state for each row execute function remember_move();`);
}

/** How often another province than before moved. */
function turnsOf(nodes: string[]): number {
  return nodes.filter((node, i) => i > 0 && node !== nodes[i - 1]).length;
}

function numberOf(province: BedProvince): number {
  return 1 + provinces.indexOf(province) * 1_000_000;
}

async function verifiedSize({ node }: BedProvince): Promise<number> {
  const [row] = await sql<{ size: number }[]>`select verified_size as size from node_state where node = ${node}`;
  return row?.size ?? -1;
}

async function untilVerified(province: BedProvince): Promise<void> {
  while ((await verifiedSize(province)) < province.log.size) await delay(POLL_MS);
}
