import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { connectPostgres } from '@necips/runtime';
import { CHECKOUT, type FaultsRun, generateRegistrations, loadFiles, runFaults } from '@necips/testbed';
import { readAlertRules } from './alert-rules.ts';

const NODE = '330000';
const RUN = join(CHECKOUT, '.run/federation-test');
const MINUTES = 2;
const SEED = 4;
const ROWS_A_SECOND = 100;
const ROWS_A_FILE = 1_000;
/** Above the numbers of the subjects that the load makes up. */
const FIRST_ROW = 1_000_000;
const GIVE_UP_MS = 600_000;

const folder = mkdtempSync(join(tmpdir(), 'necips-federation-'));
let run: FaultsRun;

before(async () => {
  const progress = (line: string) => console.log(line);
  run = await runFaults({ runDirectory: RUN, minutes: MINUTES, seed: SEED, rowsPerSecond: ROWS_A_SECOND, progress });
});

after(async () => {
  await run?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test('whatever is killed, restarted, cut, slowed, frozen, filled or set wrong: nothing is lost and nothing doubled', async () => {
  const { acknowledged, indexed, lost, doubled, rootsEqual } = run.report;
  console.log(JSON.stringify(run.report));

  assert.ok(acknowledged > 0);
  assert.deepEqual(
    { indexed, lost, doubled, rootsEqual },
    { indexed: acknowledged, lost: 0, doubled: 0, rootsEqual: true },
  );
  assert.deepEqual(await verify(), { ok: true, differences: 0 });
});

test('every metric that an alert names is exported by a service', async () => {
  const { nodes, centre } = run.federation.endpoints;
  const services = [...Object.values(nodes).flatMap((node) => Object.values(node)), centre.aggregation];
  const pages = await Promise.all(services.map(async ({ metrics }) => (await fetch(metrics)).text()));
  const exported = new Set(pages.join('\n').match(/(?<=^# TYPE )\w+/gm));
  for (const { alert, expr } of readAlertRules()) {
    const named = expr.match(/necips_\w+/g) ?? [];
    assert.ok(named.length > 0, `${alert} watches something`);
    for (const metric of named) assert.ok(exported.has(metric.replace(/_bucket$/, '')), `${alert}: ${metric}`);
  }
});

test('the same file again makes no version', async () => {
  const first = await load();
  const again = await load();
  assert.deepEqual([first.accepted, again.accepted, again.unchanged], [ROWS_A_FILE, 0, ROWS_A_FILE]);
});

test('a record that was altered at the centre is found by the verifier', async () => {
  const url = new URL(run.federation.endpoints.postgres);
  url.pathname = '/centre_aggregation';
  const sql = connectPostgres(url.href, { max: 1, applicationName: 'test' });
  await sql`update exchange.record_content set public_part = replace(public_part, '有限', '无限')
    where leaf_index = (select min(leaf_index) from exchange.record_content where public_part like '%有限%')`;
  await sql.end();
  const { ok, differences } = await verify();
  assert.deepEqual({ ok, found: differences > 0 }, { ok: false, found: true });
});

function load() {
  const path = join(folder, 'again.csv');
  const rows = generateRegistrations({ node: NODE, rows: ROWS_A_FILE, seed: 1, first: FIRST_ROW });
  writeFileSync(path, [...rows].join(''));
  const { federation } = run;
  return loadFiles({ federation, node: NODE, files: [path], giveUpAfterMs: GIVE_UP_MS, progress: () => {} });
}

async function verify(): Promise<{ ok: boolean; differences: number }> {
  const args = [join(CHECKOUT, 'scripts/verify.ts'), '--settle', '60'];
  const script = spawn(process.execPath, args, {
    env: { ...process.env, NECIPS_RUN: RUN },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [stdout] = await Promise.all([text(script.stdout), once(script, 'exit')]);
  const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Report;
  return { ok: report.ok, differences: report.nodes.reduce((total, node) => total + node.differences, 0) };
}

interface Report {
  ok: boolean;
  nodes: { differences: number }[];
}
