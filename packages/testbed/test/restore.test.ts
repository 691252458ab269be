import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CHECKOUT,
  generateRegistrations,
  type LocalFederation,
  loadFiles,
  noProgress,
  restoreBackup,
  startFederation,
  stopInfrastructure,
  takeBackup,
} from '@necips/testbed';

const NODE = '330000';
const CENTRE = '100000';
const RUN = join(CHECKOUT, '.run/restore-test');
const GIVE_UP_MS = 300_000;
const POLL_MS = 50;

const folder = mkdtempSync(join(tmpdir(), 'necips-restore-'));
let federation: LocalFederation;
let backups: Record<'node' | 'centre', string>;
/** Withdrawn after the backups: never readable again anywhere. */
let withdrawn: string[];
let rows = 0;

before(async () => {
  await stopInfrastructure(RUN, { wipe: true });
  federation = await startFederation({ runDirectory: RUN, nodes: [NODE], progress: noProgress });
  await load(0, 2_000);
  const options = { runDirectory: RUN, to: folder, keepDays: 30, progress: noProgress };
  backups = {
    node: (await takeBackup({ ...options, node: NODE })).folder,
    centre: (await takeBackup({ ...options, node: CENTRE })).folder,
  };
  // The backups are thousands of leaves old: new records, new versions of old ones, and withdrawals by law and by undoing.
  await load(2_000, 2_000);
  await load(4_000, 500);
  await takeBackNewest();
  withdrawn = codesOf(0, 2_000).slice(0, 40);
  await withdrawByLaw(withdrawn);
  await settled();
});

after(async () => {
  await stopInfrastructure(RUN, { wipe: true });
  rmSync(folder, { recursive: true });
});

test('a restored centre shows nothing that was withdrawn since its backup, and heals itself', async () => {
  await restoredWithoutLeak(CENTRE, backups.centre);
  await requireEqual();
});

test('a restored publication shows nothing that was withdrawn since its backup, refills from the centre and goes on', async () => {
  await restoredWithoutLeak(NODE, backups.node, 'publication');
  await loadNew(100);
  await requireEqual();
});

test('a restored collection gets back what was published since its backup, and withdraws nothing and shows nothing anew', async () => {
  const before = await publishedSize();
  let afterwards = 0;
  // Handed in as soon as the restored collection takes something in: publication still stands at a higher number of the feed before.
  await restoredWithoutLeak(NODE, backups.node, 'collection', async () => {
    await load(rows, 100);
    afterwards = await publishedSize();
  });
  assert.equal(
    afterwards,
    before + 100,
    'a load ends when what it brought is published, and nothing else has got a leaf',
  );
  const again = await load(2_000, 2_000);
  assert.equal(again.accepted, 0, 'what came back is what was handed in');
  assert.equal(await publishedSize(), before + 100, 'no leaf was added');
  await loadNew(100);
  await requireEqual();
});

test('a whole node comes back from a backup that is thousands of records old, and takes in as before', async () => {
  await restoredWithoutLeak(NODE, backups.node);
  const again = await load(0, 2_000);
  assert.equal(again.accepted, 0, 'what was withdrawn stays so');
  await loadNew(100);
  await requireEqual();
});

/** Restores, and looks at what was withdrawn, again and again, until everything is served again. */
async function restoredWithoutLeak(node: string, from: string, only?: string, atOnce = async () => {}): Promise<void> {
  const watching = new AbortController();
  const seen = watch(watching.signal);
  try {
    await restoreBackup({ runDirectory: RUN, node, from, only, progress: noProgress });
    await atOnce();
    await settled();
  } finally {
    watching.abort();
  }
  const statuses = await seen;
  assert.ok(!statuses.has(200), `what was withdrawn was answered with ${[...statuses].join(', ')}`);
}

async function watch(signal: AbortSignal): Promise<Set<number>> {
  const statuses = new Set<number>();
  const sides = [federation.node(NODE).publication.rest, federation.endpoints.centre.aggregation.rest];
  for (let turn = 0; !signal.aborted; turn++) {
    const code = withdrawn[turn % withdrawn.length];
    for (const side of sides) {
      const response = await fetch(`${side}/v1/subjects/${code}`).catch(() => undefined);
      if (response) statuses.add(response.status);
      await response?.body?.cancel();
    }
    await delay(POLL_MS, undefined, { signal }).catch(() => {});
  }
  return statuses;
}

/** Waits until nothing is withheld and the centre has verified all that the province has published. */
async function settled(): Promise<void> {
  let last = '';
  for (const deadline = Date.now() + GIVE_UP_MS; Date.now() < deadline; await delay(200)) {
    try {
      const province = await json(`${federation.node(NODE).publication.rest}/v1/status`);
      const ready = await fetch(`${federation.node(NODE).collection.rest}/health/ready`);
      const signing = await fetch(`${federation.node(NODE).publication.rest}/health/ready`);
      const [centre] = (
        (await json(`${federation.endpoints.centre.aggregation.rest}/v1/nodes`)) as never as {
          items: { verifiedSize: number; reason: string }[];
        }
      ).items;
      last = `${JSON.stringify(province)} ${await ready.text()} ${await signing.text()} ${centre?.verifiedSize} ${centre?.reason}`;
      const shown = await fetch(`${federation.endpoints.centre.aggregation.rest}/v1/subjects/${survivor()}`);
      const isShown = shown.status === 200;
      const isServed = province['withheld'] === null && ready.ok && signing.ok && isShown;
      if (isServed && centre?.verifiedSize === province['publishedSize']) return;
    } catch (error) {
      last = String(error);
    }
  }
  throw new Error(`not settled: ${last}`);
}

/** A subject that is always shown. */
function survivor(): string {
  return codesOf(0, 2_000).at(-1) ?? '';
}

async function requireEqual(): Promise<void> {
  await settled();
  const environment = { ...process.env, NECIPS_RUN: RUN };
  const script = join(CHECKOUT, 'scripts/verify-copy/verify.ts');
  const { stdout } = spawnSync(process.execPath, [script, '--settle', '60'], { encoding: 'utf8', env: environment });
  const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  assert.equal(report.ok, true, stdout);
}

async function load(first: number, count: number) {
  const path = join(folder, `${first}.csv`);
  writeFileSync(path, [...generateRegistrations({ node: NODE, rows: count, seed: first, first })].join(''));
  rows = Math.max(rows, first + count);
  return loadFiles({ federation, node: NODE, files: [path], giveUpAfterMs: GIVE_UP_MS, progress: () => {} });
}

/** Loads records that nobody has had; when that has ended, each has a leaf that the centre has verified. */
async function loadNew(count: number): Promise<void> {
  const size = await publishedSize();
  await load(rows, count);
  assert.ok((await publishedSize()) >= size + count);
  await settled();
}

function codesOf(first: number, count: number): string[] {
  const [header = '', ...lines] = [...generateRegistrations({ node: NODE, rows: count, seed: first, first })]
    .join('')
    .trim()
    .split('\n');
  const column = header.split(',').findIndex((name) => name.includes('UNISCID') || name.includes('统一社会信用代码'));
  return lines.map((line) => line.split(',')[column]?.replaceAll('"', '') ?? '').filter((code) => code.length === 18);
}

async function takeBackNewest(): Promise<void> {
  const url = `${federation.node(NODE).collection.rest}/v1/submissions`;
  const listed = await federation.call(`department@${NODE}`, url);
  const { items } = (await listed.json()) as { items: { submissionId: string }[] };
  const response = await federation.call(`department@${NODE}`, `${url}/${items[0]?.submissionId}/take-back`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: '整批有误' }),
  });
  assert.ok(response.ok, await response.text());
}

async function withdrawByLaw(codes: string[]): Promise<void> {
  const url = `${federation.node(NODE).collection.rest}/v1/withdrawals`;
  const response = await federation.call(`province-admin@${NODE}`, url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      recordIds: codes.map((code) => `${NODE}/REG/${code}`),
      reason: '依法撤回公示',
      authority: '浙市监撤〔2026〕1号',
    }),
  });
  assert.ok(response.ok, await response.text());
}

async function publishedSize(): Promise<number> {
  return Number((await json(`${federation.node(NODE).publication.rest}/v1/status`))['publishedSize']);
}

async function json(url: string): Promise<Record<string, unknown>> {
  return (await (await fetch(url)).json()) as Record<string, unknown>;
}
