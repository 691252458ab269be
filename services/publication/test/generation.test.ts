// A log that cannot go on is followed by a new generation, which begins by naming what was verified and carries over what is shown.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyProof } from '@necips/proof';
import { connectPostgres, markRestored, type Sql, verifyAuditChain } from '@necips/runtime';
import { copyTestDatabase, until } from '@necips/testbed';
import { decodeLogLeaf, equalBytes, type LogKey, LogKeys, type LogLeaf, leafHash, makeKey, rootOf } from '@necips/tlog';
import { startTestCentre, type TestCentre } from './centre.ts';
import { type Province, type Published, publishIn, startProvince } from './province.ts';
import { getBytes, readEntries } from './reading.ts';
import { aLawfulWithdrawal, aRegistration, codeOf, recordIdOf } from './registrations.ts';

const NEXT = 'log.330000.necips.example/2';
const MAIN = join(import.meta.dirname, '../src/main.ts');
const many = (count: number, version = 1) =>
  Array.from({ length: count }, (_, subject) => aRegistration({ subject, version }));

test('without its key a log is shown and not extended; under a new one it goes on as its next generation', async () => {
  await using province = await startProvince();
  await using centre = await startTestCentre(province, province.sql);
  const proof = await (async () => {
    await using published = await publishIn(province);
    await province.collection.append(many(30));
    await province.collection.append(many(5, 2));
    await published.size(35);
    await province.collection.append([aLawfulWithdrawal({ subject: 7, version: 2 })]);
    await published.size(36);
    return (await published.get(`/v1/records/proof?recordId=${encodeURIComponent(recordIdOf(3))}`)).text();
  })();
  const before = await shownIn(province.sql);
  const pseudonyms = await pseudonymsIn(province.sql);
  await rm(keyFileOf(province));
  await using published = await publishIn(province, { settings: { ...centre.settings, BATCH_LEAVES_MAX: '10' } });
  await signingFault(published, /密钥不在本节点/);
  assert.equal((await published.get(`/v1/subjects/${codeOf(3)}`)).status, 200);
  const old = await published.checkpoint();
  assert.equal(old.size, 36);
  assert.equal((await begin(province, published)).body.reason, 'not_permitted');
  const { verifierKey, signerKey } = makeKey(NEXT);
  await centre.permit(verifierKey);
  assert.equal((await begin(province, published)).body.reason, 'no_next_key');
  assert.equal((await begin(province, published, { role: 'auditor' })).status, 403);
  await placeKey(province, signerKey);

  const begun = await begin(province, published);

  const described = { generation: 2, verifierKey, previousGeneration: 1, previousSize: 36, records: 29 };
  assert.deepEqual([begun.status, begun.body], [200, described]);
  assert.deepEqual((await begin(province, published)).body, described, 'repeating it changes nothing');
  const leaves = await carriedOver(published, 31);
  const [first, last] = [leaves[0], leaves[30]];
  for (const [leaf, records] of [
    [first, 29],
    [last, 29],
  ] as const) {
    assert.ok(leaf?.op === 'generation');
    assert.deepEqual([leaf.previousGeneration, leaf.previousSize, leaf.records], [1, 36, records]);
    assert.ok(equalBytes(leaf.previousRoot, old.root));
  }
  assert.deepEqual(await shownIn(province.sql), before);
  const renamed = await pseudonymsIn(province.sql);
  assert.ok([...renamed].every((pseudonym) => !pseudonyms.has(pseudonym)));
  await province.collection.append([
    aRegistration({ subject: 0, version: 3 }),
    aRegistration({ subject: 40, version: 1 }),
  ]);
  await hasSize(published, 33);
  const oldNote = await (await published.get('/log/generations/1/checkpoint')).text();
  assert.equal(oldNote, old.note);
  const entries = await readEntries({ get: (path) => published.get(path.replace('/log/', '/log/generations/1/')) }, 36);
  assert.ok(equalBytes(rootOf(entries.map(leafHash)), old.root));
  assert.equal((await published.get('/log/generations/3/checkpoint')).status, 404);
  const { older } = await keysOf(published);
  assert.deepEqual(
    older.map(({ keys }) => keys.map((key) => key.verifierKey)),
    [[province.verifierKey]],
  );
  const held = verifyProof(proof, { provinceKeys: [province.verifierKey] });
  assert.equal(held.verdict, 'published');
  assert.equal(await verifyAuditChain(province.sql), 1);
});

test('killed again and again while it carries over, it goes on where it was: each record has one leaf', async () => {
  const records = 600;
  await using province = await startProvince({ settings: { BATCH_LEAVES_MAX: '25' } });
  await using centre = await startTestCentre(province, province.sql);
  {
    await using published = await publishIn(province);
    await province.collection.append(many(records));
    await published.size(records);
  }
  const before = await shownIn(province.sql);
  const { verifierKey, signerKey } = makeKey(NEXT);
  await centre.permit(verifierKey);
  await placeKey(province, signerKey);
  const sizeNow = async () => {
    const [row] = await province.sql<{ size: number }[]>`select size from log_state where generation = 2`;
    return row?.size ?? 0;
  };

  for (const killAt of [1, 100, 300]) {
    await using running = await startProcess(province, centre);
    await until(async () => (await begin(province, running).catch(() => undefined))?.status === 200);
    await until(async () => (await sizeNow()) >= killAt);
  }
  await using running = await startProcess(province, centre);

  const leaves = await carriedOver(running, records + 2);
  const published = leaves.flatMap((leaf) =>
    leaf.op === 'publish' ? Buffer.from(leaf.pseudonym).toString('hex') : [],
  );
  assert.deepEqual([published.length, new Set(published).size], [records, records]);
  assert.deepEqual(await shownIn(province.sql), before);
});

test('what is withdrawn or changed while the log is carrying over is so afterwards', async () => {
  await using province = await startProvince();
  await using centre = await startTestCentre(province, province.sql);
  await using published = await publishIn(province, { settings: { ...centre.settings, BATCH_LEAVES_MAX: '20' } });
  await province.collection.append(many(400));
  await published.size(400);
  const { verifierKey, signerKey } = makeKey(NEXT);
  await centre.permit(verifierKey);
  await placeKey(province, signerKey);

  const withdrawn = [0, 150, 399];
  await begin(province, published);
  await province.collection.append(withdrawn.map((subject) => aLawfulWithdrawal({ subject, version: 2 })));
  await province.collection.append([aRegistration({ subject: 200, version: 2, name: '杭州改名茶业有限公司' })]);

  await isCarriedOver(published);
  await until(async () => (await shownIn(province.sql)).length === 397);
  await until(async () =>
    (await shownIn(province.sql)).some(([recordId, version]) => recordId === recordIdOf(200) && version === 2),
  );
  for (const subject of withdrawn) assert.equal((await published.get(`/v1/subjects/${codeOf(subject)}`)).status, 404);
  const stale = await province.sql`select from exchange.record_content where generation = 1`;
  assert.equal(stale.length, 0);
});

test('withdrawals of the old log that the centre has not verified are the first that the new one says, with their tombstones', async () => {
  await using province = await startProvince();
  await using centre = await startTestCentre(province, province.sql);
  await using published = await publishIn(province, { settings: centre.settings });
  await province.collection.append(many(10));
  await published.size(10);
  centre.verified.set(1, 10);
  const [row] = await province.sql<{ pseudonym: string }[]>`
    select pseudonym from exchange.record where record_id = ${recordIdOf(4)}`;
  await province.collection.append([aLawfulWithdrawal({ subject: 4, version: 2 })]);
  await published.size(11);
  const { verifierKey, signerKey } = makeKey(NEXT);
  await centre.permit(verifierKey);
  await placeKey(province, signerKey);

  await begin(province, published);

  const leaves = await carriedOver(published, 12);
  const said = leaves[1];
  assert.ok(said?.op === 'withdraw');
  assert.equal(Buffer.from(said.pseudonym).toString('hex'), row?.pseudonym.replaceAll('-', ''));
  const places = await province.sql`select generation, leaf_index as index from exchange.tombstone`;
  assert.deepEqual(
    places.map(({ generation, index }) => [generation, index]),
    [[2, 1]],
  );
});

test('leaves that cannot be refilled are left behind: the log is refilled as far as it goes, and nothing withdrawn comes back', async () => {
  await using province = await startProvince();
  const { collection } = province;
  await using backup = await (async () => {
    await using early = await publishIn(province);
    await collection.append(many(10));
    await early.size(10);
    return restoredCopy(province);
  })();
  await using original = await (async () => {
    await using published = await publishIn(province);
    await collection.append(many(15).slice(10));
    await published.size(15);
    // The centre has verified this much; what follows is lost, a withdrawal among it.
    await collection.append([
      aLawfulWithdrawal({ subject: 1, version: 2 }),
      aRegistration({ subject: 30, version: 1 }),
    ]);
    await published.size(17);
    return copyTestDatabase(province.environment['PUBLICATION_DATABASE_URL'] as string);
  })();
  await using everything = openSql(original.url);
  await using centre = await startTestCentre(province, everything.sql);
  centre.verified.set(1, 15);
  const { verifierKey, signerKey } = makeKey(NEXT);
  await using restored = await publishIn(province, { settings: { DATABASE_URL: backup.url, ...centre.settings } });
  await signingFault(restored, /缺 2 条无法补齐/);
  await placeKey(province, signerKey);
  await centre.permit(verifierKey);

  const seen = new Set<number>();
  const begun = await begin(province, restored);
  assert.equal(begun.body.previousSize, 15);
  await until(async () => {
    seen.add((await restored.get(`/v1/subjects/${codeOf(1)}`)).status);
    return (await restored.get(`/v1/subjects/${codeOf(30)}`)).status === 200;
  });

  await isCarriedOver(restored);
  assert.ok(!seen.has(200), 'what was withdrawn in a lost leaf is never shown again');
  await using copy = openSql(backup.url);
  const expected = [...Array.from({ length: 15 }, (_, n) => n), 30]
    .filter((n) => n !== 1)
    .map((n) => [recordIdOf(n), 1]);
  assert.deepEqual(
    await shownIn(copy.sql),
    expected.toSorted(([a], [b]) => String(a).localeCompare(String(b))),
  );
});

test('a log whose mark is lost goes on as its next generation', async () => {
  await using province = await startProvince();
  await using centre = await startTestCentre(province, province.sql);
  {
    await using published = await publishIn(province);
    await province.collection.append(many(8));
    await published.size(8);
  }
  await rm(province.stateFile);
  await using published = await publishIn(province, { settings: centre.settings });
  await signingFault(published, /状态文件缺失/);
  const { verifierKey, signerKey } = makeKey(NEXT);
  await centre.permit(verifierKey);
  await placeKey(province, signerKey);

  assert.equal((await begin(province, published)).status, 200);

  await carriedOver(published, 10);
  await signingFault(published, undefined);
  assert.equal(JSON.parse(await readFile(province.stateFile, 'utf8')).origin, NEXT);
});

test('a database from before the new generation gets the end of the old log and all of the new one from the centre', async () => {
  await using province = await startProvince();
  await using centre = await startTestCentre(province, province.sql);
  const { collection } = province;
  const settings = { ...centre.settings, BATCH_LEAVES_MAX: '10' };
  await using backup = await (async () => {
    await using early = await publishIn(province, { settings });
    await collection.append(many(20));
    await early.size(20);
    return restoredCopy(province);
  })();
  await using other = await (async () => {
    await using published = await publishIn(province, { settings });
    await collection.append([
      aLawfulWithdrawal({ subject: 3, version: 2 }),
      aRegistration({ subject: 21, version: 1 }),
    ]);
    await published.size(22);
    const { verifierKey, signerKey } = makeKey(NEXT);
    await centre.permit(verifierKey);
    await placeKey(province, signerKey);
    await begin(province, published);
    await carriedOver(published, 22);
    await collection.append([aRegistration({ subject: 5, version: 2 })]);
    await hasSize(published, 23);
    return copyTestDatabase(province.environment['PUBLICATION_DATABASE_URL'] as string);
  })();
  await using everything = openSql(other.url);
  await using whole = await startTestCentre(province, everything.sql);
  whole.permitted = centre.permitted;

  await using restored = await publishIn(province, { settings: { DATABASE_URL: backup.url, ...whole.settings } });

  await hasSize(restored, 23);
  await signingFault(restored, undefined);
  await using copy = openSql(backup.url);
  assert.deepEqual(await shownIn(copy.sql), await shownIn(everything.sql));
  const tombstones = ({ sql }: { sql: Sql }) =>
    sql`select generation, leaf_index, tombstone from exchange.tombstone order by 1, 2`;
  assert.deepEqual([...(await tombstones(copy))], [...(await tombstones(everything))]);
  await collection.append([aRegistration({ subject: 50, version: 1 })]);
  await hasSize(restored, 24);
});

test('a node whose log is not the one that was verified says so, and begins only where its administrator vouches for it', async () => {
  await using province = await startProvince();
  await using thief = await (async () => {
    await using published = await publishIn(province);
    await province.collection.append(many(4));
    await published.size(4);
    return copyTestDatabase(province.environment['PUBLICATION_DATABASE_URL'] as string);
  })();
  await using verified = openSql(thief.url);
  await using centre = await startTestCentre(province, verified.sql);
  await using published = await publishIn(province, { settings: centre.settings });
  await province.collection.append(many(6).slice(4));
  await published.size(6);
  const { verifierKey, signerKey } = makeKey(NEXT);
  const { checkpoint } = await centre.permit(verifierKey);
  centre.permitted.previous = { generation: 1, size: 4, root: new Uint8Array(32).fill(9), checkpoint };
  await placeKey(province, signerKey);

  assert.equal((await begin(province, published)).body.reason, 'log_diverged');
  assert.equal((await published.checkpoint()).size, 6);
  assert.equal((await begin(province, published, { ownLogHolds: true })).status, 200);

  await carriedOver(published, 8);
});

const keyFileOf = ({ environment }: Province) => environment['PUBLICATION_LOG_KEY_FILE'] as string;

async function placeKey(province: Province, signerKey: string): Promise<void> {
  await writeFile(`${keyFileOf(province)}.next`, `${signerKey}\n`, { mode: 0o600 });
}

async function begin(
  { realms }: Province,
  { get }: Pick<Published, 'get'>,
  { role = 'province-admin', ...body }: { role?: string; ownLogHolds?: boolean } = {},
) {
  const response = await get('/v1/log/begin-generation', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${realms.tokenFor('node-330000', role)}` },
    body: JSON.stringify({ reason: '密钥丢失，另起新一代', ...body }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

interface Keys {
  origin: string;
  generation: number;
  keys: LogKey[];
}

async function keysOf({ get }: Pick<Published, 'get'>): Promise<Keys & { older: Keys[] }> {
  return (await (await get('/log/keys')).json()) as Keys & { older: Keys[] };
}

/** The newest generation's leaves, once it has this many and everything is carried over. */
async function carriedOver(published: Pick<Published, 'get'>, size: number): Promise<LogLeaf[]> {
  await isCarriedOver(published);
  await hasSize(published, size);
  return (await readEntries(published, size)).map(decodeLogLeaf);
}

async function isCarriedOver({ get }: Pick<Published, 'get'>): Promise<void> {
  await until(async () => {
    // A process that has just begun does not listen yet.
    const answer = await get('/v1/status').catch(() => undefined);
    const status = (await answer?.json()) as { generation: number; carryOver: unknown } | undefined;
    return status?.generation === 2 && status.carryOver === null;
  });
}

async function hasSize(published: Pick<Published, 'get'>, size: number): Promise<void> {
  const sizeNow = async () => {
    const [{ origin, keys }, note] = [await keysOf(published), await getBytes(published, 'checkpoint')];
    return note === undefined ? -1 : new LogKeys(origin, keys).open(note).size;
  };
  // Before the log is open there are neither, and between the two a generation may begin.
  await until(async () => (await sizeNow().catch(() => -1)) === size);
}

/** What is shown, as readers see it: which record in which version. */
async function shownIn(sql: Sql): Promise<[string, number][]> {
  const rows = await sql<{ recordId: string; version: number }[]>`
    select record_id as "recordId", version from exchange.record
    join exchange.record_content using (node, generation, leaf_index) order by record_id`;
  return rows.map(({ recordId, version }) => [recordId, version]);
}

async function pseudonymsIn(sql: Sql): Promise<Set<string>> {
  const rows = await sql<{ pseudonym: string }[]>`select pseudonym from exchange.record`;
  return new Set(rows.map(({ pseudonym }) => pseudonym));
}

/** Waits until readiness reports this about signing; `undefined` for nothing wrong. */
async function signingFault({ get }: Pick<Published, 'get'>, expected: RegExp | undefined): Promise<void> {
  await until(async () => {
    const report = (await (await get('/health/ready')).json()) as { checks: { name: string; detail?: string }[] };
    const detail = report.checks.find(({ name }) => name === 'signing')?.detail;
    return expected ? expected.test(detail ?? '') : detail === undefined;
  });
}

/** The database as it is now, as if it were restored later. */
async function restoredCopy({ environment }: Province) {
  const copy = await copyTestDatabase(environment['PUBLICATION_DATABASE_URL'] as string);
  await using opened = openSql(copy.url);
  const now = new Date();
  await opened.sql.begin((tx) => markRestored(tx, { takenAt: now, restoredAt: now }));
  return copy;
}

function openSql(url: string): AsyncDisposable & { sql: Sql } {
  const sql = connectPostgres(url, { max: 3, applicationName: 'test' });
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) };
}

/** A process of its own; kill -9 with the scope. */
async function startProcess(province: Province, centre: TestCentre): Promise<AsyncDisposable & Pick<Published, 'get'>> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  const settings = Object.entries(centre.settings).map(([key, value]) => [`PUBLICATION_${key}`, value]);
  const environment = { PATH: process.env['PATH'], ...province.environment, ...Object.fromEntries(settings) };
  const child = spawn(process.execPath, [MAIN], {
    env: { ...environment, PUBLICATION_HTTP_PORT: String(address.port) },
    stdio: 'ignore',
  });
  return {
    get: (path, init) => fetch(`http://127.0.0.1:${address.port}${path}`, init),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
