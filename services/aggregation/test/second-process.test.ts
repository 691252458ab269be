// A second aggregation process on the same database and in the same consumer groups joins and leaves.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connectPostgres, type Sql } from '@necips/runtime';
import { aRegistration } from './province.ts';
import { type BedProvince, type RunningCentre, ServiceBed } from './service.ts';

const LEAVES_A_BATCH = 20;
const BATCHES_A_STAGE = 25;
const POLL_MS = 50;

let bed: ServiceBed;
let provinces: BedProvince[];
let sql: Sql;

before(async () => {
  bed = await ServiceBed.open();
  provinces = [await bed.openProvince(), await bed.openProvince()];
  sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
});

after(async () => {
  await sql.end();
  await bed[Symbol.asyncDispose]();
});

test('a process joins, leaves in good order and dies, and every leaf is applied once', async () => {
  const admin = await bed.token('central-admin');
  await using first = await bed.start();
  for (const province of provinces) await first.enrol(province.node, province.enrolment, admin);
  await publishWhile(async () => {});

  const second = await bed.start();
  await publishWhile(async () => {
    await untilServed(second);
  });
  assert.deepEqual(await sizesFrom(second), await sizesFrom(first), 'both answer for every province');

  await publishWhile(() => second[Symbol.asyncDispose]());
  assert.equal(await appliedOnce(), true);

  const killed = await startProcess();
  await publishWhile(async () => {
    killed.kill('SIGKILL');
    await once(killed, 'exit');
  });
  assert.equal(await appliedOnce(), true);
  const reasons = await sql`select distinct reason from quarantine`;
  assert.deepEqual([...reasons], []);
});

/** Publishes in both provinces while something happens, and waits until all of it is verified. */
async function publishWhile(happens: () => Promise<void>): Promise<void> {
  const publishing = Promise.all(
    provinces.map(async ({ log }, p) => {
      for (let batch = 0; batch < BATCHES_A_STAGE; batch++) {
        const rows = Array.from({ length: LEAVES_A_BATCH }, (_, i) => aRegistration(p * 1_000_000 + log.size + i));
        await provinces[p]?.send(log.publish(...rows));
      }
    }),
  );
  await happens();
  await publishing;
  for (const province of provinces) await untilVerified(province);
}

async function untilVerified({ node, log }: BedProvince): Promise<void> {
  for (;;) {
    const [row] = await sql<{ size: number }[]>`select verified_size as size from node_state where node = ${node}`;
    if (row?.size === log.size) return;
    await delay(POLL_MS);
  }
}

async function untilServed(centre: RunningCentre): Promise<void> {
  while ((await centre.get('/health/ready')).status !== 200) await delay(POLL_MS);
}

async function sizesFrom(centre: RunningCentre): Promise<Record<string, number>> {
  const { items } = (await centre.get('/v1/nodes')).body as { items: { node: string; verifiedSize: number }[] };
  return Object.fromEntries(items.map(({ node, verifiedSize }) => [node, verifiedSize]));
}

/** Whether each province has exactly the leaves that it signed, under its root, and each record once. */
async function appliedOnce(): Promise<boolean> {
  for (const { node, log } of provinces) {
    const [stored] = await sql<{ leaves: number; records: number; root: Buffer }[]>`
      select (select sum(leaf_count)::int from exchange.log_batch where node = ${node}) as leaves,
        (select count(*)::int from exchange.record where node = ${node}) as records,
        (select root from node_state where node = ${node}) as root`;
    assert.deepEqual({ leaves: stored?.leaves, records: stored?.records }, { leaves: log.size, records: log.size });
    assert.deepEqual(stored?.root, Buffer.from(log.root));
  }
  return true;
}

/** Aggregation as a process of its own, once it serves. */
async function startProcess() {
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...(await bed.environment()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      if (data.includes('following the province')) resolve();
    });
  });
  return child;
}
