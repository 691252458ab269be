import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { connectPostgres, markRestored } from '@necips/runtime';
import { copyTestDatabase, until } from '@necips/testbed';
import { consistencyProof, verifyConsistency } from '@necips/tlog';
import { type Province, type Published, publishIn, startProvince } from './province.ts';
import { readTree } from './reading.ts';
import { aLawfulWithdrawal, aRegistration, codeOf, recordIdOf } from './registrations.ts';

const many = (count: number, version = 1) =>
  Array.from({ length: count }, (_, subject) => aRegistration({ subject, version }));

test('a restored log refills from the centre before it shows or signs anything, and then goes on by itself', async () => {
  await using province = await startProvince();
  const { collection } = province;
  let old: Awaited<ReturnType<Published['checkpoint']>>;
  await using backup = await (async () => {
    await using early = await publishIn(province);
    await collection.append(many(400));
    await early.size(400);
    return restoredCopy(province);
  })();
  {
    // What has everything stands for the centre: its repair reads are the same.
    await using centre = await publishIn(province);
    await collection.append(many(300, 2));
    await centre.size(700);
    await collection.append([
      aRegistration({ subject: 1, version: 3, op: 'withdraw' }),
      aLawfulWithdrawal({ subject: 2, version: 3 }),
      aRegistration({ subject: 500, version: 1 }),
      aRegistration({ subject: 500, version: 2, op: 'withdraw' }),
    ]);
    old = await centre.size(704);
    {
      await using alone = await publishIn(province, {
        settings: { DATABASE_URL: backup.url, ...centreAt('127.0.0.1:1') },
      });
      await requireSigningFault(alone, /已签名 704 条，数据库只有 400 条|正从总局补齐，已有 400 条，共 704 条/);
      for (const subject of [1, 2, 3]) assert.equal((await alone.get(`/v1/subjects/${codeOf(subject)}`)).status, 503);
      const { items, withheld } = await search(alone);
      assert.deepEqual([items, withheld], [[], ['330000']]);
    }
    await using restored = await publishIn(province, {
      settings: { DATABASE_URL: backup.url, ...centreAt(centre.grpcAddress), ...centreAccount(province) },
    });
    const seen = new Set<number>();
    await until(async () => {
      for (const subject of [1, 2]) seen.add((await restored.get(`/v1/subjects/${codeOf(subject)}`)).status);
      return (await restored.get(`/v1/subjects/${codeOf(3)}`)).status === 200;
    });
    assert.ok(!seen.has(200), 'what was withdrawn is never shown again');
    assert.deepEqual((await restored.checkpoint()).note, old.note);
    assert.deepEqual((await search(restored)).items.length, 20);
    await requireSigningFault(restored, undefined);
    await requireSameCopy(province, backup.url);
  }

  await using restored = await publishIn(province, { settings: { DATABASE_URL: backup.url } });
  await collection.append([aRegistration({ subject: 1, version: 4 }), aRegistration({ subject: 3, version: 3 })]);
  const { size, root } = await restored.size(706);
  const proof = await consistencyProof(old.size, size, readTree(restored, size));
  assert.ok(verifyConsistency({ oldSize: old.size, oldRoot: old.root, newSize: size, newRoot: root, proof }));
});

test('a centre that holds less than was signed is not enough: the log says how many leaves are missing', async () => {
  await using province = await startProvince();
  await using backup = await (async () => {
    await using early = await publishIn(province);
    await province.collection.append(many(10));
    await early.size(10);
    return restoredCopy(province);
  })();
  await using centre = await publishIn(province);
  await province.collection.append(many(15).slice(10));
  await centre.size(15);
  const stateFile = `${province.stateFile}.ahead`;
  const mark = JSON.parse(await readFile(province.stateFile, 'utf8'));
  await writeFile(stateFile, JSON.stringify({ ...mark, size: 22 }));

  await using restored = await publishIn(province, {
    settings: {
      DATABASE_URL: backup.url,
      LOG_STATE_FILE: stateFile,
      ...centreAt(centre.grpcAddress),
      ...centreAccount(province),
    },
  });

  await requireSigningFault(restored, /缺 7 条无法补齐/);
  const status = (await (await restored.get('/v1/status')).json()) as { withheld: string };
  assert.match(status.withheld, /缺 7 条无法补齐/);
  assert.equal((await restored.get(`/v1/subjects/${codeOf(1)}`)).status, 503);
});

test('a feed that begins another life is compared record by record, and nothing that came and went in between is shown', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  const { collection } = province;
  await collection.append(many(5));
  await published.size(5);
  await collection.stop();
  await collection.beginAnotherLife();
  await collection.append([
    aRegistration({ subject: 1, version: 2 }),
    aRegistration({ subject: 1, version: 3 }),
    aRegistration({ subject: 2, version: 2, op: 'withdraw' }),
    aRegistration({ subject: 7, version: 1 }),
    aRegistration({ subject: 7, version: 2, op: 'withdraw' }),
    aRegistration({ subject: 8, version: 1 }),
  ]);

  await collection.start();

  await published.size(8);
  const rows = await province.sql<{ recordId: string; version: number }[]>`
    select record_id as "recordId", version from exchange.record order by record_id`;
  const versions = new Map(rows.map(({ recordId, version }) => [recordId, version]));
  assert.deepEqual(
    [0, 1, 2, 7, 8].map((subject) => versions.get(recordIdOf(subject))),
    [1, 3, undefined, undefined, 1],
  );
  await collection.append([aRegistration({ subject: 9, version: 1 })]);
  await published.size(9);
});

/** The database as it is now, as if it were restored later. */
async function restoredCopy({ environment }: Province) {
  const copy = await copyTestDatabase(environment['PUBLICATION_DATABASE_URL'] as string);
  const sql = connectPostgres(copy.url, { max: 1, applicationName: 'test' });
  const now = new Date();
  await sql.begin((tx) => markRestored(tx, { takenAt: now, restoredAt: now }));
  await sql.end();
  return copy;
}

function centreAt(address: string) {
  return { CENTRE_ADDRESS: address, CENTRE_TOKEN_URL: 'http://127.0.0.1:1/token', ...ACCOUNT };
}

const ACCOUNT = { CENTRE_CLIENT_ID: 'svc-node-330000', CENTRE_CLIENT_SECRET: 'secret' };

function centreAccount({ realms }: Province) {
  return { CENTRE_TOKEN_URL: realms.tokenUrl, ...ACCOUNT };
}

async function search({ get }: Published): Promise<{ items: unknown[]; withheld: string[] }> {
  const response = await get(`/v1/subjects?name=${encodeURIComponent('杭州')}&match=prefix`);
  return (await response.json()) as { items: unknown[]; withheld: string[] };
}

/** Both databases hold the same public copy, row for row. */
async function requireSameCopy({ sql }: Province, url: string): Promise<void> {
  const other = connectPostgres(url, { max: 1, applicationName: 'test' });
  const tables = ['record', 'record_content', 'subject', 'superseded', 'tombstone', 'log_batch'];
  for (const table of tables) {
    // Any later leaf about the record will do as a successor.
    const columns = table === 'superseded' ? 'node, generation, leaf_index' : 't.*';
    const rows = (pool: typeof sql) =>
      pool.unsafe<{ row: string }[]>(`select row(${columns})::text as row from exchange.${table} t order by 1`);
    const [expected, actual] = await Promise.all([rows(sql), rows(other)]);
    assert.deepEqual(actual.map(({ row }) => row).slice(0, 5), expected.map(({ row }) => row).slice(0, 5), table);
    assert.equal(actual.length, expected.length, table);
    assert.deepEqual(new Set(actual.map(({ row }) => row)), new Set(expected.map(({ row }) => row)), table);
  }
  await other.end();
}

/** Waits until readiness reports this about signing; `undefined` for nothing wrong. */
async function requireSigningFault({ get }: Published, expected: RegExp | undefined): Promise<void> {
  let detail: string | undefined;
  await until(async () => {
    const report = (await (await get('/health/ready')).json()) as { checks: { name: string; detail?: string }[] };
    detail = report.checks.find(({ name }) => name === 'signing')?.detail;
    return expected ? expected.test(detail ?? '') : detail === undefined;
  });
}
