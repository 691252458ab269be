import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@necips/testbed';
import { aCollection, DEPARTMENTS, type TestCollection } from './support/collection.ts';
import { aCode } from './support/rows.ts';
import { aSource, aTable, connectorsOf, type TestSource, untilRecorded } from './support/source.ts';

let source: TestSource;
let collection: TestCollection;
let connectors: ReturnType<typeof connectorsOf>;
before(async () => {
  source = await aSource();
  collection = await aCollection({
    COLLECTION_CONNECTOR_HOSTS: source.host,
    COLLECTION_CONNECTOR_RETRY_MS: '100',
  });
  connectors = connectorsOf(collection);
});
after(async () => {
  await collection[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

const isStopped = ({ state }: { state: string }) => state === 'stopped';

const recorded = (number: number) => untilRecorded(collection, number);

/** Waits until a metric has a value. */
async function exported(series: string, value: string): Promise<void> {
  const isSo = (line: string) => line.startsWith(series) && line.endsWith(` ${value}`);
  await until(async () => (await (await fetch(`${collection.base}/metrics`)).text()).split('\n').some(isSo));
}

test('a source that lost a column stops its connector and no other; mended, it goes on where it was', async () => {
  const lost = await aTable(source, 'lost', 1_000);
  const whole = await aTable(source, 'whole', 1_010);
  const { connectorId } = await connectors.register(lost.terms());
  await connectors.register(whole.terms());
  await Promise.all([recorded(1_000), recorded(1_010)]);

  await lost.sql`alter table lost rename column 成立 to 成立日`;
  const stopped = await connectors.until(connectorId, isStopped);
  await exported(`necips_collection_connector_stopped{connector="${connectorId}"`, '1');
  await exported('necips_collection_connector_failures_total{reason="column_lost"', '1');
  await whole.add(1_011);
  await recorded(1_011);
  const early = await connectors.send('POST', `/${connectorId}/resume`, { reason: '已处理' });
  const columns = (lost.terms()['columns'] as { field: string; column: string }[]).map((each) =>
    each.column === '成立' ? { ...each, column: '成立日' } : each,
  );
  await connectors.send('PATCH', `/${connectorId}`, { columns });
  await lost.sql`insert into lost values (1001, '新增公司', ${aCode(1_001)}, '2016-03-01')`;
  const resumed = await connectors.send('POST', `/${connectorId}/resume`, { reason: '列已更名' });
  await recorded(1_001);

  assert.deepEqual([stopped.reason, stopped.explanation.includes('成立')], ['column_lost', true]);
  assert.deepEqual([early.status, early.reason], [422, 'column_lost']);
  assert.deepEqual([resumed.status, resumed.state, resumed.rows], [200, 'running', 1]);
});

test('a source that went back in time stops its connector, and read from its beginning it makes no version twice', async () => {
  const { sql, terms, add } = await aTable(source, 'restored', 1_100);
  const { connectorId } = await connectors.register(terms({ overlap: 1 }));
  await recorded(1_100);

  await sql`update restored set changed_at = changed_at - interval '1 day'`;
  await add(1_101, { changed_at: new Date(Date.now() - 3_600_000) });
  const stopped = await connectors.until(connectorId, isStopped);
  await connectors.send('POST', `/${connectorId}/resume`, { reason: '已从备份恢复', fromStart: true });
  await recorded(1_101);

  assert.equal(stopped.reason, 'source_went_back');
  const [first] = await collection.sql<{ count: number }[]>`
    select count(*) from record_version where record_id = ${`330000/REG/${aCode(1_100)}`}`;
  assert.equal(first?.count, 1);
});

test('a watermark or key that became another type stops the connector, and one that orders nothing is refused', async () => {
  const { sql, terms } = await aTable(source, 'retyped', 1_200);
  const { connectorId } = await connectors.register(terms());
  await recorded(1_200);

  const unordered = await connectors.send('POST', '', terms({ watermark: '名称' }));
  await sql`alter table retyped alter column id type text`;
  const stopped = await connectors.until(connectorId, isStopped);

  assert.deepEqual([unordered.status, unordered.reason], [422, 'bad_column_type']);
  assert.deepEqual([stopped.reason, stopped.explanation.includes('bigint → text')], ['column_type_changed', true]);
});

test('names are names, whatever they hold', async () => {
  const relation = 'a"; drop table company; --';
  const { sql, terms } = await aTable(source, relation, 1_300);
  const key = "id') or true; --";
  await sql`alter table ${sql(relation)} rename column id to ${sql(key)}`;

  const columns = terms()['columns'] as object[];
  const { connectorId } = await connectors.register(terms({ key }));
  await recorded(1_300);
  await connectors.send('POST', `/${connectorId}/pause`, { reason: '=cmd|calc!A1' });
  const csv = await (await collection.call('/v1/connectors.csv', {}, collection.token('auditor'))).text();
  await connectors.send('POST', `/${connectorId}/resume`, { reason: '继续' });
  const refused = [
    await connectors.send('POST', '', terms({ schema: 'public"."x' })),
    await connectors.send('POST', '', terms({ relation: 'pg_authid' })),
    await connectors.send('POST', '', terms({ key: '列'.repeat(22) })),
    await connectors.send('POST', '', terms({ key: 'a\u0000b' })),
    await connectors.send('POST', '', terms({ columns: [...columns, { field: '不存在', column: 'x' }] })),
  ];

  assert.deepEqual(
    refused.map(({ status, reason }) => [status, reason]),
    [
      [422, 'relation_lost'],
      [422, 'relation_lost'],
      [400, 'bad_identifier'],
      [400, 'validation'],
      [422, 'unknown_column'],
    ],
  );
  assert.match(csv, /'=cmd\|calc!A1/);
  assert.equal((await sql`select from company`).length, 0);
  assert.equal((await connectors.send('GET', `/${connectorId}`)).state, 'running');
});

test('a row whose time is still to come hides no other', async () => {
  const { add, terms } = await aTable(source, 'ahead', 1_400);
  await add(1_401, { changed_at: new Date('2199-01-01') });
  const { sql } = source;
  await add(1_402);
  await sql`update ahead set changed_at = 'infinity' where id = 1402`;
  const { connectorId } = await connectors.register(terms());
  await recorded(1_400);

  const told = await connectors.until(connectorId, ({ reason }) => reason !== '');
  await add(1_403);
  await recorded(1_403);

  assert.deepEqual([told.state, told.reason], ['running', 'rows_ahead']);
  const early = [1_401, 1_402].map((number) => `330000/REG/${aCode(number)}`);
  assert.equal((await collection.sql`select from record_version where record_id = any(${early})`).length, 0);
});

test('values of arrays and JSON are read as such, and a mark of the source withdraws a record', async () => {
  const { sql } = source;
  await sql`create table marked (id text, 名称 text, 代码 text, 成立 date, 曾用 text[], 标志 char(1), n integer)`;
  await sql`insert into marked values ('a', '有曾用名公司', ${aCode(1_900)}, '2016-03-01', '{旧名一,旧名二}', null, 1)`;
  const columns = [
    ...(source.terms()['columns'] as object[]),
    { field: 'formerNames', column: '曾用' },
    { field: '增删改标志', column: '标志' },
  ];
  await connectors.register(source.terms({ relation: 'marked', watermark: 'n', overlap: 0, columns }));
  await recorded(1_900);

  await sql`insert into marked values ('b', '有曾用名公司', ${aCode(1_900)}, '2016-03-01', null, 'D', 2)`;
  const versions = () => collection.sql<{ body: string; operation: number }[]>`
    select public_part as body, operation from record_version left join record_version_content using (sequence)
    where record_id = ${`330000/REG/${aCode(1_900)}`} order by version`;
  while ((await versions()).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));

  const [made, removed] = await versions();
  assert.match(made?.body ?? '', /旧名一.*旧名二/);
  assert.equal(removed?.operation, 2);
});

test('whoever is revoked is pulled from no more', async () => {
  const { terms } = await aTable(source, 'revoked', 2_000);
  const [, { uscc }] = DEPARTMENTS;
  const { connectorId } = await connectors.register(terms({ department: uscc }));
  await recorded(2_000);

  await collection.sql`update department set revoked_at = now(), revoked_by = 'test', revoke_reason = '' where uscc = ${uscc}`;
  const stopped = await connectors.until(connectorId, isStopped);

  assert.equal(stopped.reason, 'department_revoked');
});
