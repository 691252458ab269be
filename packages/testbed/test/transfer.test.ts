// A record about an enterprise of another province on its whole way (记于企业名下, M§9): department, node, centre, the other node, the
// national index, and back what became of it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { makeUscc } from '@necips/domain';
import {
  CHECKOUT,
  type LocalFederation,
  loadFiles,
  noProgress,
  restoreBackup,
  startFederation,
  stopInfrastructure,
  takeBackup,
  until,
} from '@necips/testbed';
import { awaitReady, releaseProcesses, superviseProcesses } from '../src/supervisor/control.ts';

const [SENDER, DESTINATION] = ['330000', '440000'];
const RUN = join(CHECKOUT, '.run/transfer-test');
const GIVE_UP_MS = 180_000;
const PATIENCE = { everyMs: 200, withinMs: GIVE_UP_MS };
const NAME = '广州转送样本有限公司';
const CODE = makeUscc('91', '440100', 'MA7TRANT');
const AUTHORITY = '杭州市市场监督管理局';

const folder = mkdtempSync(join(tmpdir(), 'necips-transfer-'));
let federation: LocalFederation;
/** Of the destination, from before anything was sent to it. */
let backup: string;

before(async () => {
  await stopInfrastructure(RUN, { wipe: true });
  federation = await startFederation({ runDirectory: RUN, nodes: [SENDER, DESTINATION], progress: noProgress });
  const registrations = join(folder, 'registrations.csv');
  writeFileSync(
    registrations,
    `企业名称,统一社会信用代码,注册日期,法人代表,所在省份\n${NAME},${CODE},2016-03-01,张三,广东\n`,
  );
  await loadFiles({
    federation,
    node: DESTINATION,
    files: [registrations],
    giveUpAfterMs: GIVE_UP_MS,
    progress: () => {},
  });
  await until(async () => (await fetch(`${centre()}/v1/subjects/${CODE}`)).ok, PATIENCE);
  const options = { runDirectory: RUN, node: DESTINATION, to: folder, keepDays: 30, progress: noProgress };
  backup = (await takeBackup(options)).folder;
});

after(async () => {
  await stopInfrastructure(RUN, { wipe: true });
  rmSync(folder, { recursive: true });
});

test('a penalty about another province’s enterprise waits for that province, and is then shown by it with its origin', async () => {
  const stopped = await releaseProcesses(RUN, [`${DESTINATION}-collection`], GIVE_UP_MS);
  await handIn('T-1', '警告');
  // It has left the sender, and nobody has answered for it.
  await until(async () => (await carried()).some(({ state }) => state === 'sent'), PATIENCE);
  assert.deepEqual(await shown(), []);

  await superviseProcesses(RUN, stopped);
  await awaitReady(RUN, [`${DESTINATION}-collection`], GIVE_UP_MS);
  await until(async () => (await shown()).length === 1, PATIENCE);

  const [record] = await shown();
  assert.deepEqual([record?.node, record?.version, record?.body.content], [DESTINATION, 1, '警告']);
  assert.equal(record?.origin.node, SENDER);
  assert.equal(record?.subject.code, CODE);
  const [own] = await shown(publication(DESTINATION));
  assert.deepEqual([own?.origin.node, own?.provider.code], [SENDER, record?.provider.code]);
  assert.deepEqual(await shown(publication(SENDER)), []);
  await until(async () => (await carried()).every(({ state }) => state === 'published'), PATIENCE);
  await until(async () => (await sent()).every(({ state }) => state === 'published'), PATIENCE);
  const [submission] = await submissions();
  assert.deepEqual([submission?.held, submission?.transferred], [0, 1]);
});

test('a correction follows, and so does its taking back, and the department’s of all', async () => {
  await handIn('T-1', '罚款5000元');
  await until(async () => (await shown())[0]?.body.content === '罚款5000元', PATIENCE);
  await until(async () => (await sent()).every(({ state }) => state === 'published'), PATIENCE);
  const [correction] = await submissions();
  await takeBack(correction?.submissionId ?? '');
  await until(async () => (await shown())[0]?.body.content === '警告', PATIENCE);

  await handIn('T-1', '罚款1000元');
  await until(async () => (await shown())[0]?.body.content === '罚款1000元', PATIENCE);
  assert.deepEqual(
    (await shown()).map(({ version }) => version),
    [4],
  );

  await takeAllBack();

  await until(async () => (await shown()).length === 0, PATIENCE);
  await until(async () => (await submissions()).every(({ state }) => state === 'taken_back'), PATIENCE);
});

test('a destination that has lost what it knew of a transfer still withdraws what it is asked to', async () => {
  await handIn('T-2', '警告');
  await until(async () => (await shown()).length === 1, PATIENCE);

  await restoreBackup({ runDirectory: RUN, node: DESTINATION, from: backup, only: 'collection', progress: noProgress });
  await until(async () => (await fetch(`${collection(DESTINATION)}/health/ready`)).ok, PATIENCE);
  assert.equal((await shown()).length, 1);
  await takeAllBack();

  await until(async () => (await shown()).length === 0, PATIENCE);
});

test('an enterprise that moves to another province takes its records along, and is shown where it is registered now', async () => {
  const moving = { code: makeUscc('91', '330100', 'MA7M0WE1'), name: '杭州迁移样本有限公司' };
  await loadRegistration(SENDER, { ...moving, status: '存续' });
  await handIn('M-1', '警告', moving);
  await until(async () => (await shown(centre(), moving.code)).length === 1, PATIENCE);
  await loadRegistration(DESTINATION, { ...moving, status: '存续' });
  await loadRegistration(SENDER, { ...moving, status: '迁出' });

  await until(async () => (await shown(centre(), moving.code)).some(({ node }) => node === DESTINATION), PATIENCE);
  await until(async () => (await shown(centre(), moving.code)).length === 1, PATIENCE);
  const [record] = await shown(centre(), moving.code);
  assert.deepEqual([record?.node, record?.origin.node, record?.body.content], [DESTINATION, SENDER, '警告']);
  assert.deepEqual(await shown(publication(SENDER), moving.code), []);
  const response = await fetch(`${centre()}/v1/subjects/${moving.code}`);
  const subject = (await response.json()) as { node: string; status: string };
  assert.deepEqual([subject.node, subject.status], [DESTINATION, '存续']);

  // Its department goes on handing in where it always has.
  await handIn('M-1', '罚款1000元', moving);
  await until(async () => (await shown(centre(), moving.code))[0]?.body.content === '罚款1000元', PATIENCE);
  assert.equal((await shown(centre(), moving.code)).length, 1);

  // When it comes back, so do they.
  await loadRegistration(SENDER, { ...moving, status: '存续' });
  await loadRegistration(DESTINATION, { ...moving, status: '迁出' });
  await until(async () => (await shown(centre(), moving.code))[0]?.node === SENDER, PATIENCE);
  await until(async () => (await shown(centre(), moving.code)).length === 1, PATIENCE);
  const [back] = await shown(centre(), moving.code);
  assert.deepEqual([back?.node, back?.origin.node, back?.body.content], [SENDER, null, '罚款1000元']);
});

test('what the provinces have is what the centre shows, down to the last leaf', async () => {
  const script = spawn(
    process.execPath,
    [join(CHECKOUT, 'scripts/verify-copy/verify.ts'), '--deep', '--settle', '60'],
    {
      env: { ...process.env, NECIPS_RUN: RUN },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [stdout] = await Promise.all([text(script.stdout), once(script, 'exit')]);
  const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as {
    ok: boolean;
    nodes: { differences: number }[];
  };
  assert.deepEqual([script.exitCode, report.ok], [0, true]);
  assert.ok(report.nodes.every(({ differences }) => differences === 0));
});

const centre = () => federation.endpoints.centre.aggregation.rest;
const publication = (node: string) => federation.node(node).publication.rest;
const collection = (node: string) => federation.node(node).collection.rest;

/** A penalty by a department of the sender, with this content. */
async function handIn(
  decisionNumber: string,
  content: string,
  { name, code } = { name: NAME, code: CODE },
): Promise<void> {
  const file = `decisionNumber,name,uscc,content,facts,penaltyKinds,decidedOn,authority\n${decisionNumber},${name},${code},${content},无照经营,警告,2024-03-01,${AUTHORITY}\n`;
  const url = `${collection(SENDER)}/v1/submissions?item=PEN`;
  const init = { method: 'POST', body: file, headers: { 'content-type': 'text/csv' } };
  const response = await federation.call(`department@${SENDER}`, url, init);
  assert.equal(response.status, 202, await response.text());
}

/** Registers an enterprise with a province, or what has become of it there. */
async function loadRegistration(
  node: string,
  { name, code, status }: { name: string; code: string; status: string },
): Promise<void> {
  const file = join(folder, 'registration.csv');
  writeFileSync(file, `企业名称,统一社会信用代码,注册日期,登记状态\n${name},${code},2016-03-01,${status}\n`);
  await loadFiles({ federation, node, files: [file], giveUpAfterMs: GIVE_UP_MS, progress: () => {} });
}

/** The department takes back whatever it has handed in and not taken back. */
async function takeAllBack(): Promise<void> {
  for (const { submissionId, state } of await submissions()) {
    if (state === 'completed') await takeBack(submissionId);
  }
}

async function takeBack(submissionId: string): Promise<void> {
  const url = `${collection(SENDER)}/v1/submissions/${submissionId}/take-back`;
  await post(`department@${SENDER}`, url, { reason: '处罚决定已撤销' });
}

/** Penalties of the enterprise, as the centre or a province shows them. */
async function shown(by = centre(), code = CODE): Promise<RecordJson[]> {
  const response = await fetch(`${by}/v1/subjects/${code}/records?item=PEN`);
  return response.ok ? ((await response.json()) as { items: RecordJson[] }).items : [];
}

/** The centre's journal. */
async function carried(): Promise<{ state: string }[]> {
  const path = `/v1/transfers?from=${SENDER}&to=${DESTINATION}`;
  return await list('auditor@centre', `${centre()}${path}`);
}

/** The sender's own list. */
async function sent(): Promise<{ state: string }[]> {
  return await list(`officer@${SENDER}`, `${collection(SENDER)}/v1/transfers`);
}

async function submissions(): Promise<{ submissionId: string; state: string; held: number; transferred: number }[]> {
  return await list(`department@${SENDER}`, `${collection(SENDER)}/v1/submissions?item=PEN`);
}

async function list<Item>(as: string, url: string): Promise<Item[]> {
  const response = await federation.call(as, url);
  assert.equal(response.status, 200, url);
  return ((await response.json()) as { items: Item[] }).items;
}

async function post(as: string, url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await federation.call(as, url, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.ok(response.ok, await response.text());
}

interface RecordJson {
  node: string;
  version: number;
  origin: { node: string | null };
  provider: { code: string };
  subject: { code: string };
  body: { content: string };
}
