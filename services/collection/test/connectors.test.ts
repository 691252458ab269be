import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyAuditChain } from '@necips/runtime';
import { readCollectionConfig, startCollection } from '../src/index.ts';
import { aCollection, DEPARTMENTS, type TestCollection } from './support/collection.ts';
import { aCode } from './support/rows.ts';
import { aSource, connectorsOf, type TestSource } from './support/source.ts';

const MAIN = join(import.meta.dirname, '../src/main.ts');

let source: TestSource;
let collection: TestCollection;
before(async () => {
  source = await aSource();
  collection = await aCollection({
    COLLECTION_CONNECTOR_HOSTS: source.host,
    COLLECTION_CONNECTOR_RETRY_MS: '100',
  });
});
after(async () => {
  await collection[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

test('what a department’s table shows is recorded, then what changes in it, and nothing where nothing does', async () => {
  await using own = await aConnector({ from: 1, to: 3 });

  await own.recorded(3);
  const first = await own.submissions();
  await own.source.sql`update company set 名称 = '改名公司', changed_at = clock_timestamp() where id = 2`;
  await own.source.insert(4);
  await own.recorded(5);
  const second = await own.submissions();
  await own.connectors.untilPulled(own.connectorId);

  assert.deepEqual(
    first.map(({ way, account, department, rows, accepted }) => [way, account, department, rows, accepted]),
    [['connector', `connector:${own.connectorId}`, DEPARTMENTS[0].uscc, 3, 3]],
  );
  assert.equal(
    second.reduce((sum, { accepted }) => sum + accepted, 0),
    5,
  );
  assert.deepEqual(await own.submissions(), second);
  const [version] = await own.collection.sql<{ body: string }[]>`
    select public_part as body from record_version join record_version_content using (sequence)
    where record_id = ${`330000/REG/${aCode(2)}`} and version = 2`;
  assert.match(version?.body ?? '', /改名公司/);
  const shown = await own.connectors.send('GET', `/${own.connectorId}`);
  assert.deepEqual([shown.state, shown.reason, shown.rows], ['running', '', 5]);
  assert.equal(shown.departmentName, DEPARTMENTS[0].name);
  const [newest] = await own.source.sql<{ at: Date }[]>`select max(changed_at) as at from company`;
  assert.equal(new Date(shown.readTo ?? '').getTime(), newest?.at.getTime());
  const { connectors } = (await own.collection.get('/v1/status')) as { connectors: unknown };
  assert.deepEqual(connectors, { running: 1, failing: 0, paused: 0, stopped: 0 });
});

test('a change that is committed late is found, though later ones were read before, and no row is handed in twice', async () => {
  await using own = await aConnector({ from: 1, to: 2 });
  await own.recorded(2);
  const isLate = Promise.withResolvers<void>();
  const isBegun = Promise.withResolvers<void>();
  const late = own.source.sql.begin(async (tx) => {
    await tx`insert into company values (3, '迟交公司', ${aCode(3)}, '2016-03-01', clock_timestamp())`;
    isBegun.resolve();
    await isLate.promise;
  });
  await isBegun.promise;
  await own.source.insert(4);
  await own.recorded(3);

  isLate.resolve();
  await late;
  await own.recorded(4);
  await own.connectors.untilPulled(own.connectorId);

  const { rows } = await own.connectors.send('GET', `/${own.connectorId}`);
  assert.equal(rows, 4);
  assert.deepEqual(
    (await own.submissions()).map(({ unchanged }) => unchanged),
    [0, 0, 0],
  );
});

test('a row that is changed twice at one time is read twice', async () => {
  await using own = await aConnector({ from: 1, to: 1 });
  await own.recorded(1);

  await own.source.sql`update company set 名称 = '同刻改名公司'`;
  await own.recorded(2);

  assert.equal((await own.connectors.send('GET', `/${own.connectorId}`)).rows, 2);
});

test('a process that is killed between two batches loses no row and hands none in twice', async () => {
  await using own = await aConnector(
    { from: 1, to: 3_000 },
    { batchRows: 50, periodSeconds: 60 },
    { isRunning: false },
  );
  const child = spawn(process.execPath, [MAIN], {
    env: { ...own.collection.env, PATH: process.env['PATH'] },
    stdio: 'ignore',
  });
  const progress = async () => {
    const [connector] = await own.collection.sql<{ rows: number }[]>`select rows from connector`;
    return connector?.rows ?? 0;
  };
  while ((await progress()) < 400) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const killedAt = await progress();

  // A process that has died is not waited for longer than a batch may take.
  const later = { now: () => Date.now() + 120_000 };
  await using _next = await startCollection(readCollectionConfig(own.collection.env), later);
  await own.recorded(3_000);

  assert.ok(killedAt < 3_000, 'it was killed in the middle');
  assert.equal(await progress(), 3_000);
  const [versions] = await own.collection.sql`
    select count(*), count(distinct record_id) as records, max(version) as highest from record_version`;
  assert.deepEqual(versions, { count: 3_000, records: 3_000, highest: 1 });
  const ended = await own.collection.sql<{ rows: number; unchanged: number }[]>`
    select sum(rows)::int as rows, sum(unchanged)::int as unchanged from submission where state = 'completed'`;
  assert.deepEqual(ended[0], { rows: 3_000, unchanged: 0 });
});

test('a source that is away is tried again by itself, and what it had meanwhile is read when it is back', async () => {
  await using own = await aConnector({ from: 1, to: 1 });
  await own.recorded(1);

  own.source.line.become('cut');
  const away = await own.connectors.until(own.connectorId, ({ failures }) => failures > 1);
  await own.source.insert(2);
  own.source.line.become('open');
  await own.recorded(2);
  const back = await own.connectors.until(own.connectorId, ({ failures }) => failures === 0);

  assert.deepEqual([away.state, away.reason], ['running', 'source_unreachable']);
  assert.match(away.explanation, /连接不上/);
  assert.deepEqual([back.state, back.reason, back.explanation], ['running', '', '']);
});

test('only an administrator registers, changes and removes; a department sees its own; nobody sees the password', async () => {
  const connectors = connectorsOf(collection);
  const [own, other] = [{}, { department: DEPARTMENTS[1].uscc }].map((claims) =>
    collection.token('department', claims),
  );
  const registered = await connectors.register(source.terms({ periodSeconds: 3_600 }));
  const path = `/${registered.connectorId}`;

  for (const role of ['department', 'officer', 'auditor', 'service']) {
    const refused = await connectors.send('POST', '', source.terms(), collection.token(role));
    assert.equal(refused.status, 403);
  }
  assert.equal((await connectors.send('GET', path, undefined, own)).status, 200);
  assert.equal((await connectors.send('GET', path, undefined, other)).reason, 'no_such_connector');
  assert.deepEqual((await connectors.send('GET', '', undefined, other)).items, []);
  const csv = await (await collection.call('/v1/connectors.csv', {}, collection.token('auditor'))).text();
  assert.match(csv, /public\.company/);
  const stored = JSON.stringify([
    await collection.sql`select * from connector`,
    await collection.sql`select * from runtime.audit_entry`,
    await connectors.send('GET', ''),
    csv,
  ]);
  assert.ok(!stored.includes(source.password) && !stored.includes(Buffer.from(source.password).toString('hex')));
  assert.equal((await connectors.send('DELETE', path)).status, 204);
  assert.equal((await connectors.send('GET', path)).status, 404);
  const acts = await collection.sql`select act from runtime.audit_entry where object = ${registered.connectorId}`;
  assert.deepEqual(
    acts.map(({ act }) => act as string),
    ['register_connector', 'remove_connector'],
  );
  assert.ok((await verifyAuditChain(collection.sql)) > 0);
});

test('a paused connector reads nothing until it is resumed, and a password does not follow to another place', async () => {
  await using own = await aConnector({ from: 1, to: 1 });
  const { connectors, connectorId } = own;
  await own.recorded(1);
  const path = `/${connectorId}`;

  const paused = await connectors.send('POST', `${path}/pause`, { reason: '部门系统升级' });
  await own.source.insert(2);
  const again = await connectors.send('POST', `${path}/pause`, { reason: '部门系统升级' });
  const elsewhere = await connectors.send('PATCH', path, { database: 'postgres' });
  const changed = await connectors.send('PATCH', path, { batchRows: 10 });
  const [untouched] = await own.collection.sql`select rows, pulled_at from connector where next_at < now()`;
  const resumed = await connectors.send('POST', `${path}/resume`, { reason: '升级完成' });
  await own.recorded(2);

  assert.deepEqual([paused.state, paused.explanation], ['paused', '部门系统升级']);
  assert.deepEqual([again.status, again.reason], [409, 'connector_state']);
  assert.deepEqual([elsewhere.status, elsewhere.reason], [400, 'password_needed']);
  assert.deepEqual([changed.status, changed.state], [200, 'paused']);
  assert.equal(untouched?.['rows'], 1);
  assert.deepEqual([resumed.status, resumed.state], [200, 'running']);
});

test('a connector of a department that may not hand in, or must sign, is refused, and stops where that comes later', async () => {
  await using own = await aConnector({ from: 1, to: 1 });
  const { connectors, connectorId } = own;
  await own.recorded(1);
  const [{ uscc }] = DEPARTMENTS;
  const { sql } = own.collection;

  await sql`update department set ways = '{import}' where uscc = ${uscc}`;
  const refused = await connectors.send('POST', '', own.source.terms());
  const stopped = await connectors.until(connectorId, ({ state }) => state === 'stopped');
  await sql`update department set ways = '{connector}', signature_required = true where uscc = ${uscc}`;
  const unsigned = await connectors.send('POST', `/${connectorId}/resume`, { reason: '已登记' });

  assert.deepEqual([refused.status, refused.reason], [403, 'way_not_allowed']);
  assert.equal(stopped.reason, 'way_not_allowed');
  assert.deepEqual([unsigned.status, unsigned.reason], [422, 'signature_required']);
});

/** A connector on a collection and a source of its own, whose table holds the companies of these numbers. */
async function aConnector(
  { from, to }: { from: number; to: number },
  terms: Record<string, unknown> = {},
  { isRunning = true } = {},
) {
  await using starting = new AsyncDisposableStack();
  const ownSource = starting.use(await aSource());
  const settings = {
    COLLECTION_CONNECTOR_HOSTS: ownSource.host,
    COLLECTION_CONNECTOR_RETRY_MS: '100',
  };
  const ownCollection = starting.use(await aCollection(settings));
  const connectors = connectorsOf(ownCollection);
  if (isRunning) await ownSource.insert(from, to);
  const { connectorId } = await connectors.register(ownSource.terms(terms));
  if (!isRunning) {
    await connectors.until(connectorId, ({ pulledAt }) => pulledAt !== null);
    await ownCollection.stop();
    await ownSource.insert(from, to);
    await ownCollection.sql`update connector set next_at = now()`;
  }
  const running = starting.move();
  return {
    source: ownSource,
    collection: ownCollection,
    connectors,
    connectorId,
    submissions: async () =>
      await ownCollection.sql<SubmissionRow[]>`
      select way, account, department, rows, accepted, unchanged from submission where state = 'completed' order by number`,
    /** Waits until so many versions were recorded. */
    recorded: async (versions: number) => {
      const count = () => ownCollection.sql<{ count: number }[]>`select count(*) from record_version`;
      while (((await count())[0]?.count ?? 0) < versions) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface SubmissionRow {
  way: string;
  account: string;
  department: string;
  rows: number;
  accepted: number;
  unchanged: number;
}
