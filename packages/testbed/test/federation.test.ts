import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connectPostgres } from '@necips/runtime';
import { CHECKOUT, type FaultsRun, generateRegistrations, loadFiles, runFaults } from '@necips/testbed';
import { NewItem } from './a-new-item.ts';
import { readAlertRules } from './alert-rules.ts';
import { foldTopic } from './fold-topic.ts';

const NODE = '330000';
const RUN = join(CHECKOUT, '.run/federation-test');
const MINUTES = 2;
const SEED = 4;
const ROWS_A_SECOND = 100;
const ROWS_A_FILE = 1_000;
/** Above the numbers of the subjects that the load makes up. */
const FIRST_ROW = 1_000_000;
const GIVE_UP_MS = 600_000;
const POLL_MS = 200;
const MUTATIONS = 60;
const DEEP_ATTEMPTS = 5;

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

test('a reader with another client library that folds the topic holds what the centre shows, row for row', async () => {
  await load({ seed: 2 });
  await load({ seed: 3, first: FIRST_ROW + ROWS_A_FILE, name: 'taken-back.csv' });
  await takeBack('taken-back.csv');
  assert.equal((await verify()).ok, true);

  const folded = await foldTopic(run.federation.kafkaAdmin(), `federation.published.v1.${NODE}`);

  const { records, subjects } = await shownAtCentre();
  assert.deepEqual([...folded.keys()].sort(), [...records.keys()].sort());
  for (const [recordId, { version, subjectId, leafIndex, publicPart }] of folded) {
    assert.deepEqual(records.get(recordId), { version, subjectId, leafIndex });
    const { name } = JSON.parse(publicPart) as { name: string };
    assert.deepEqual(subjects.get(subjectId), { recordId, leafIndex, name });
  }
  assert.equal(subjects.size, folded.size);
});

test('differences made anywhere are found and heal by themselves, and nothing is found that nobody made', async () => {
  const { code, report } = await runScript<Healed>('trials/mutate.ts', '--count', String(MUTATIONS), '--rows', '400');
  console.log(JSON.stringify(report));
  const { made, detected, healed, falseAlarms, wrong } = report;
  assert.deepEqual(
    { code, made, detected, healed, falseAlarms, wrong },
    { code: 0, made: MUTATIONS, detected: MUTATIONS, healed: MUTATIONS, falseAlarms: 0, wrong: [] },
  );
});

test('a new item is added to the running federation as data, is published, and equals at the centre', async () => {
  const item = new NewItem(run.federation, NODE, GIVE_UP_MS);
  const { subjects } = await shownAtCentre();
  const [code, subject] = [...subjects].find(([id]) => id.length === 18) ?? [];
  const file = `名称,统一社会信用代码,文号,日期\n${subject?.name},${code},测字〔2026〕1号,2026-01-05\n`;
  const early = await item.submit(file);

  await item.inForce(await item.publish('ZZT@1'));
  const accepted = await item.submit(file);

  assert.deepEqual([early.status, accepted.status], [400, 202]);
  const [body] = await item.shown(code ?? '', 1);
  assert.equal(body?.['number'], '测字〔2026〕1号');
  assert.deepEqual(await verify(), { ok: true, differences: 0 });
});

test('what a province alone stores wrongly is found by a deep verification, which waits until it is healed', async () => {
  const sql = openDatabase(`node_${NODE}_publication`);
  const found: number[] = [];
  // The patrol that goes round by itself may come first.
  for (let attempt = 0; attempt < DEEP_ATTEMPTS && !found.some((differences) => differences > 0); attempt++) {
    const [planted] = await sql<{ subjectId: string; name: string }[]>`
      update exchange.subject set name = name || '冒' where subject_id = (select min(subject_id) from exchange.subject)
      returning subject_id as "subjectId", name`;

    const { code, report } = await runScript<DeepReport>('verify-copy/verify.ts', '--deep', '--settle', '60');

    const patrols = report.patrol.filter(({ node }) => node === NODE);
    assert.deepEqual([code, report.ok, patrols.map(({ level }) => level)], [0, true, ['centre', 'province']]);
    assert.ok(report.nodes.every(({ differences }) => differences === 0));
    assert.ok(report.patrol.every(({ differencesOpen }) => differencesOpen === 0));
    const [shown] = await sql<{ name: string }[]>`
      select name from exchange.subject where subject_id = ${planted?.subjectId ?? ''}`;
    assert.equal(`${shown?.name}冒`, planted?.name);
    found.push(patrols[1]?.differencesFound ?? 0);
  }
  await sql.end();
  assert.ok(found.some((differences) => differences > 0));
});

test('a log is followed by its next generation while the federation runs: what is shown stays, goes on, and is equal', async () => {
  const before = await shownAtCentre();

  const { code, report } = await runScript<Begun>(
    'operate/begin-generation.ts',
    '--node',
    NODE,
    '--reason',
    '演练：密钥丢失',
  );
  const loaded = await load({ seed: 5, first: FIRST_ROW + 3 * ROWS_A_FILE, name: 'next-generation.csv' });

  assert.deepEqual([code, report.generation, report.carryOver], [0, 2, null]);
  assert.equal(loaded.accepted, ROWS_A_FILE);
  assert.deepEqual(await verify(), { ok: true, differences: 0 });
  const { records, subjects } = await shownAtCentre();
  assert.deepEqual(
    [records.size - before.records.size, subjects.size - before.subjects.size],
    [ROWS_A_FILE, ROWS_A_FILE],
  );
  for (const [recordId, { version }] of before.records) assert.equal(records.get(recordId)?.version, version, recordId);
});

function load({ seed = 1, first = FIRST_ROW, name = 'again.csv' } = {}) {
  const path = join(folder, name);
  const rows = generateRegistrations({ node: NODE, rows: ROWS_A_FILE, seed, first });
  writeFileSync(path, [...rows].join(''));
  const { federation } = run;
  return loadFiles({ federation, node: NODE, files: [path], giveUpAfterMs: GIVE_UP_MS, progress: () => {} });
}

/** Takes back the submission of a file; `verify` waits for what comes of it. */
async function takeBack(fileName: string): Promise<void> {
  const { federation } = run;
  const base = `${federation.node(NODE).collection.rest}/v1/submissions`;
  const call = async (url: string, init?: RequestInit) =>
    (await (await federation.call(`department@${NODE}`, url, init)).json()) as Record<string, unknown>;
  const { items } = (await call(`${base}?limit=200`)) as { items: { submissionId: string; fileName: string }[] };
  const url = `${base}/${items.find((item) => item.fileName === fileName)?.submissionId}`;
  const headers = { 'content-type': 'application/json' };
  await call(`${url}/take-back`, { method: 'POST', headers, body: '{"reason":"test"}' });
  const deadline = Date.now() + GIVE_UP_MS;
  while ((await call(url)).state !== 'taken_back') {
    assert.ok(Date.now() < deadline, `${fileName} is taken back`);
    await delay(POLL_MS);
  }
  const sql = openCentre();
  // Every record that the file created is withdrawn.
  for (let left = 1; left > 0; ) {
    assert.ok(Date.now() < deadline, `the centre withdraws what ${fileName} created`);
    const [row] = await sql<{ left: number }[]>`
      select count(*) as left from exchange.record_content where node = ${NODE} and head like ${`%${url.split('/').at(-1)}%`}`;
    left = row?.left ?? 0;
    await delay(POLL_MS);
  }
  await sql.end();
}

async function shownAtCentre() {
  const sql = openCentre();
  const records = await sql<{ recordId: string; version: number; subjectId: string; leafIndex: number }[]>`
    select record_id as "recordId", version, subject_id as "subjectId", leaf_index as "leafIndex"
    from exchange.record where node = ${NODE}`;
  const subjects = await sql<{ subjectId: string; recordId: string; leafIndex: number; name: string }[]>`
    select subject_id as "subjectId", record_id as "recordId", leaf_index as "leafIndex", name
    from exchange.subject where node = ${NODE}`;
  await sql.end();
  return {
    records: new Map(records.map(({ recordId, ...row }) => [recordId, row])),
    subjects: new Map(subjects.map(({ subjectId, ...row }) => [subjectId, row])),
  };
}

function openCentre() {
  return openDatabase('centre_aggregation');
}

function openDatabase(name: string) {
  const url = new URL(run.federation.endpoints.postgres);
  url.pathname = `/${name}`;
  return connectPostgres(url.href, { max: 1, applicationName: 'test' });
}

async function verify(): Promise<{ ok: boolean; differences: number }> {
  const { report } = await runScript<Report>('verify-copy/verify.ts', '--settle', '60');
  return { ok: report.ok, differences: report.nodes.reduce((total, node) => total + node.differences, 0) };
}

/** Runs a script over the federation; what its last line says. */
async function runScript<R>(name: string, ...options: string[]): Promise<{ code: number | null; report: R }> {
  const script = spawn(process.execPath, [join(CHECKOUT, 'scripts', name), ...options], {
    env: { ...process.env, NECIPS_RUN: RUN },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [stdout] = await Promise.all([text(script.stdout), once(script, 'exit')]);
  return { code: script.exitCode, report: JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as R };
}

interface Report {
  ok: boolean;
  nodes: { differences: number }[];
}

interface Begun {
  generation: number;
  carryOver: object | null;
}

interface DeepReport extends Report {
  patrol: { node: string; level: string; differencesFound: number; differencesOpen: number }[];
}

interface Healed {
  made: number;
  detected: number;
  healed: number;
  falseAlarms: number;
  wrong: string[];
}
