import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connectPostgres } from '@necips/runtime';
import {
  CHECKOUT,
  generateRegistrations,
  type LocalFederation,
  loadFiles,
  noProgress,
  runningProcesses,
  startFederation,
  stopInfrastructure,
} from '@necips/testbed';

const NODE = '330000';
const RUN = join(CHECKOUT, '.run/federation-test');
const ROWS_A_FILE = 3_000;
const GIVE_UP_MS = 600_000;
const POLL_MS = 100;

const folder = mkdtempSync(join(tmpdir(), 'necips-federation-'));
let federation: LocalFederation;

before(async () => {
  await stopInfrastructure(RUN, { wipe: true });
  federation = await startFederation({ runDirectory: RUN, nodes: [NODE], progress: noProgress });
});

after(async () => {
  await stopInfrastructure(RUN, { wipe: true });
  rmSync(folder, { recursive: true });
});

test('killing every process in turn while rows come in loses nothing, doubles nothing and needs nobody', async () => {
  const victims = runningProcesses(RUN).map(({ name }) => name);
  let killing = true;
  const killed = killInTurn(victims).finally(() => {
    killing = false;
  });
  let rows = 0;
  for (let file = 0; killing || file === 0; file++) {
    const loaded = await load(file);
    assert.equal(loaded.accepted, ROWS_A_FILE);
    rows += loaded.rows;
  }
  await killed;

  const status = await readJson(`${federation.node(NODE).publication.rest}/v1/status`);
  assert.equal(status.publishedSize, rows, 'each row is one leaf, no more and no less');
  assert.deepEqual(verify(), { ok: true, verifiedSize: rows, differences: 0 });
});

test('the same file again makes no version', async () => {
  const before = await readJson(`${federation.node(NODE).publication.rest}/v1/status`);
  const loaded = await load(0);
  const later = await readJson(`${federation.node(NODE).publication.rest}/v1/status`);
  assert.deepEqual([loaded.accepted, loaded.unchanged], [0, ROWS_A_FILE]);
  assert.equal(later.publishedSize, before.publishedSize);
});

test('a record that was altered at the centre is found by the verifier', async () => {
  const url = new URL(federation.endpoints.postgres);
  url.pathname = '/centre_aggregation';
  const sql = connectPostgres(url.href, { max: 1, applicationName: 'test' });
  await sql`update exchange.record_content set public_part = replace(public_part, '有限', '无限')
    where leaf_index = (select min(leaf_index) from exchange.record_content where public_part like '%有限%')`;
  await sql.end();
  assert.deepEqual({ ok: verify().ok, differences: verify().differences > 0 }, { ok: false, differences: true });
});

/** Kills one process after the other with -9, each once the one before it is there again. */
async function killInTurn(names: string[]): Promise<void> {
  for (const name of names) {
    const victim = runningProcesses(RUN).find((process) => process.name === name);
    assert.ok(victim, `${name} runs`);
    process.kill(victim.pid, 'SIGKILL');
    const deadline = Date.now() + GIVE_UP_MS;
    while (!runningProcesses(RUN).some((process) => process.name === name && process.pid !== victim.pid)) {
      assert.ok(Date.now() < deadline, `${name} came back`);
      await delay(POLL_MS);
    }
  }
}

function load(file: number) {
  const path = join(folder, `${file}.csv`);
  const rows = generateRegistrations({ node: NODE, rows: ROWS_A_FILE, seed: file, first: file * ROWS_A_FILE });
  writeFileSync(path, [...rows].join(''));
  return loadFiles({ federation, node: NODE, files: [path], giveUpAfterMs: GIVE_UP_MS, progress: () => {} });
}

function verify(): { ok: boolean; verifiedSize: number; differences: number } {
  const environment = { ...process.env, NECIPS_RUN: RUN };
  const script = join(CHECKOUT, 'scripts/verify.ts');
  const { stdout } = spawnSync(process.execPath, [script, '--settle', '60'], { encoding: 'utf8', env: environment });
  const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  const [node] = report.nodes;
  return { ok: report.ok, verifiedSize: node.verifiedSize, differences: node.differences };
}

async function readJson(url: string): Promise<{ publishedSize: number }> {
  const response = await fetch(url);
  return (await response.json()) as { publishedSize: number };
}
