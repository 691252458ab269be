import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { makeUscc } from '@necips/domain';
import { connectPostgres } from '@necips/runtime';
import {
  CHECKOUT,
  generateRegistrations,
  type LocalFederation,
  loadFiles,
  needlesOf,
  noProgress,
  searchCopies,
  startFederation,
  stopInfrastructure,
  until,
} from '@necips/testbed';
import { decodeLeaf, LEAF_BYTES } from '@necips/tlog';
import { KafkaAdmin } from '../src/kafka/admin.ts';
import { nodeTopics } from '../src/kafka/federation-topics.ts';
import { openSecrets } from '../src/secrets.ts';

const NODE = '330000';
const RUN = join(CHECKOUT, '.run/withdrawal-test');
const GIVE_UP_MS = 180_000;
const PATIENCE = { everyMs: 1_000, withinMs: GIVE_UP_MS };
const NAME = '杭州植入样本七三九科技有限公司';
const CODE = makeUscc('91', '330100', 'MA7PLANT');
const ROW = `${NAME},${CODE},2016-05-04,有限责任公司,王植入,100万元,茶叶销售,浙江,杭州市,浙江省杭州市植入路1号\n`;
/** Deadlines that a test can wait for. */
const SETTINGS = {
  COLLECTION_ERASURE_PERIOD_MS: '500',
  COLLECTION_REWRITE_AFTER_HOURS: '0',
  COLLECTION_WITHDRAWAL_DETAIL_DAYS: '0',
  PUBLICATION_ERASURE_AFTER_MS: '500',
  PUBLICATION_HEARTBEAT_INTERVAL_MS: '300',
  AGGREGATION_ERASURE_AFTER_MS: '500',
};

const folder = mkdtempSync(join(tmpdir(), 'necips-withdrawal-'));
let federation: LocalFederation;

before(async () => {
  await stopInfrastructure(RUN, { wipe: true });
  federation = await startFederation({
    runDirectory: RUN,
    nodes: [NODE],
    progress: noProgress,
    adjust: (spec) => ({ ...spec, env: { ...spec.env, ...SETTINGS } }),
  });
});

after(async () => {
  await stopInfrastructure(RUN, { wipe: true });
  rmSync(folder, { recursive: true });
});

test('a record whose publicity ends is unreadable at once, is not published again, and is then in no copy', async () => {
  await load(1);
  assert.deepEqual(await statuses(), { province: 200, centre: 200 });
  const planted = await placesHolding();
  for (const expected of [
    'database node_330000_collection',
    'database centre_aggregation',
    'Kafka',
    'PostgreSQL pg_wal',
  ])
    assert.ok(planted.includes(expected), `${expected} is not among ${planted.join(', ')}`);

  const { collection } = federation.node(NODE);
  const answer = await federation.call(`province-admin@${NODE}`, `${collection.rest}/v1/withdrawals`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ recordIds: [`${NODE}/REG/${CODE}`], reason: '公示期满', authority: '测试依据1号' }),
  });
  assert.equal(answer.status, 200, await answer.text());
  assert.equal((await statuses()).province, 404);
  await until(async () => (await statuses()).centre === 404, PATIENCE);
  const again = await load(2);
  assert.deepEqual(await statuses(), { province: 404, centre: 404 });
  assert.equal(again.accepted, 1);

  await shortenTransit();
  let places: string[] = [];
  await until(async () => {
    places = await placesHolding();
    return places.length === 0;
  }, PATIENCE).catch(() => assert.deepEqual(places, []));
});

test('the log still verifies, and a withdrawing leaf follows the publishing one under the same pseudonym', async () => {
  const report = await verify();
  assert.deepEqual([report.ok, report.nodes[0]?.differences], [true, 0]);
  const url = new URL(federation.endpoints.postgres);
  url.pathname = '/centre_aggregation';
  const sql = connectPostgres(url.href, { max: 1, applicationName: 'test' });
  const batches = await sql<{ leaves: Buffer }[]>`select leaves from exchange.log_batch order by first_index`;
  await sql.end();
  const joined = Buffer.concat(batches.map(({ leaves }) => leaves));
  const leaves = Array.from({ length: joined.length / LEAF_BYTES }, (_, i) =>
    decodeLeaf(joined.subarray(i * LEAF_BYTES, (i + 1) * LEAF_BYTES)),
  );
  const withdrawals = leaves.filter(({ op }) => op === 'withdraw');
  assert.equal(withdrawals.length, 1);
  const ops = leaves.flatMap(({ op, pseudonym }) => (same(pseudonym, withdrawals[0]?.pseudonym) ? op : []));
  assert.deepEqual(ops, ['publish', 'withdraw']);
});

/** Sends a dump that contains the planted row; the second one has one more row besides. */
async function load(extent: number) {
  const path = join(folder, `dump-${extent}.csv`);
  const rows = [...generateRegistrations({ node: NODE, rows: 29 + extent, seed: 1 })].join('');
  writeFileSync(path, rows + ROW);
  return loadFiles({ federation, node: NODE, files: [path], giveUpAfterMs: GIVE_UP_MS, progress: () => {} });
}

async function statuses(): Promise<{ province: number; centre: number }> {
  const { publication } = federation.node(NODE);
  const { aggregation } = federation.endpoints.centre;
  const [province, centre] = await Promise.all(
    [publication, aggregation].map(({ rest }) => fetch(`${rest}/v1/subjects/${CODE}`)),
  );
  return { province: province?.status ?? 0, centre: centre?.status ?? 0 };
}

async function placesHolding(): Promise<string[]> {
  const needles = needlesOf({ text: NAME, hex: [Buffer.from('王植入').toString('hex')] });
  const options = { runDirectory: RUN, postgresUrl: federation.endpoints.postgres, also: [] };
  const places: string[] = [];
  for await (const { place, found } of searchCopies(options, needles)) if (found) places.push(place);
  return places;
}

/** As the topics' own settings do in days: segments are closed at once, and go soon after. */
async function shortenTransit(): Promise<void> {
  const [host = '', port] = federation.endpoints.kafka.split(':');
  await using admin = new KafkaAdmin({ host, port: Number(port), password: openSecrets(RUN)('kafka/admin') });
  for (const topic of nodeTopics(NODE)) {
    await admin.configureTopic(topic, { 'segment.ms': '500', 'retention.ms': '1000', 'file.delete.delay.ms': '100' });
  }
}

async function verify(): Promise<{ ok: boolean; nodes: { differences: number }[] }> {
  const script = spawn(process.execPath, [join(CHECKOUT, 'scripts/verify-copy/verify.ts'), '--settle', '60'], {
    env: { ...process.env, NECIPS_RUN: RUN },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [stdout] = await Promise.all([text(script.stdout), once(script, 'exit')]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
}

function same(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && Buffer.compare(a, b) === 0;
}
