import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aCollection, type RowErrorJson, type TestCollection } from './support/collection.ts';
import { anImpostor, aSource, aTable, connectorsOf, type TestSource, untilRecorded } from './support/source.ts';

/** Bytes that a source may send for one statement. */
const BYTES_MAX = 524_288;

let source: TestSource;
let impostor: Awaited<ReturnType<typeof anImpostor>>;
let collection: TestCollection;
let connectors: ReturnType<typeof connectorsOf>;
let treatment: Parameters<typeof anImpostor>[0] = () => {};
before(async () => {
  source = await aSource();
  impostor = await anImpostor((socket) => treatment(socket));
  collection = await aCollection({
    COLLECTION_CONNECTOR_HOSTS: `${source.host},127.0.0.1:${impostor.port}`,
    COLLECTION_CONNECTOR_RETRY_MS: '100',
    COLLECTION_CONNECTOR_STATEMENT_MS: '500',
    COLLECTION_CONNECTOR_BYTES_MAX: String(BYTES_MAX),
  });
  connectors = connectorsOf(collection);
});
after(async () => {
  await collection[Symbol.asyncDispose]();
  await impostor[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

const isStopped = ({ state }: { state: string }) => state === 'stopped';

const recorded = (number: number) => untilRecorded(collection, number);

const errorsOf = async (connectorId: string): Promise<RowErrorJson[]> =>
  await collection.sql<RowErrorJson[]>`
  select row, field, code from row_error join submission on submission.id = submission_id
  where account = ${`connector:${connectorId}`}`;

test('a value of many megabytes is a fault of its row; a batch of too many bytes stops the connector', async () => {
  const { sql, add, terms } = await aTable(source, 'huge', 1_500);
  await add(1_501, { 名称: '长'.repeat(3_000_000) });
  const { connectorId } = await connectors.register(terms({ batchRows: 2 }));
  await recorded(1_500);

  while ((await errorsOf(connectorId)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await sql`insert into huge select 1600 + i, repeat('长', 100000), i::text, '2016-03-01' from generate_series(1, 2) i`;
  const stopped = await connectors.until(connectorId, isStopped);

  assert.deepEqual(
    (await errorsOf(connectorId)).map(({ field, code }) => [field, code]),
    [['name', 'too_long']],
  );
  assert.deepEqual([stopped.reason, stopped.explanation.includes(String(BYTES_MAX))], ['batch_too_large', true]);
});

test('a view that does not end is cut off by its time, tried again, and holds up no other', async () => {
  const { sql, terms } = await aTable(source, 'endless', 1_700);
  const { connectorId } = await connectors.register(terms());
  await recorded(1_700);

  await sql`alter table endless rename to endless_table`;
  await sql`create view endless as select i as id, '名'::text as 名称, i::text as 代码, date '2016-03-01' as 成立,
    now() as changed_at from generate_series(1, 100000000000) i`;
  const slow = await connectors.until(connectorId, ({ failures }) => failures > 1);
  const registering = await connectors.send('POST', '', terms());
  const other = await aTable(source, 'beside_endless', 1_710);
  await connectors.register(other.terms());
  await recorded(1_710);

  assert.deepEqual([slow.state, slow.reason], ['running', 'source_slow']);
  assert.deepEqual([registering.status, registering.reason], [422, 'source_slow']);
  await connectors.send('DELETE', `/${connectorId}`);
});

test('a view that fails, a table without right, and a wrong password are told without what the source says', async () => {
  const { sql, add, terms } = await aTable(source, 'failing', 1_800);
  const { connectorId } = await connectors.register(terms());
  await recorded(1_800);
  await add(1_801, { 名称: '身份证330106199001011234' });
  await sql`alter table failing rename to failing_table`;
  await sql`create view failing as select id, (名称::int)::text as 名称, 代码, 成立, changed_at from failing_table`;

  const stopped = await connectors.until(connectorId, isStopped);
  const forbidden = await aTable(source, 'forbidden', 1_810);
  await sql`revoke select on forbidden from current_user`;
  const refused = [
    await connectors.send('POST', '', forbidden.terms()),
    await connectors.send('POST', '', forbidden.terms({ password: 'wrong' })),
    await connectors.send('POST', '', forbidden.terms({ database: 'nowhere' })),
    await connectors.send('POST', '', forbidden.terms({ host: '127.0.0.2' })),
    await connectors.send('POST', '', forbidden.terms({ port: 1 })),
    await connectors.send('POST', '', forbidden.terms({ item: 'XYZ' })),
  ];

  assert.equal(stopped.reason, 'source_error');
  assert.ok(stopped.explanation.includes('22P02') && !stopped.explanation.includes('330106'));
  assert.deepEqual(
    refused.map(({ status, reason }) => [status, reason]),
    [
      [422, 'source_forbidden'],
      [422, 'login_refused'],
      [422, 'no_such_database'],
      [422, 'host_not_allowed'],
      [422, 'host_not_allowed'],
      [400, 'item_not_in_force'],
    ],
  );
});

test('something that is no PostgreSQL is cut off whatever it sends', async () => {
  const terms = source.terms({ port: impostor.port });
  const treatments: (typeof treatment)[] = [
    (socket) => socket.end(),
    (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    // A message of a gigabyte.
    (socket) => {
      socket.write(Buffer.from('R\x3f\xff\xff\xff', 'latin1'));
      const more = () => void (socket.writable && socket.write(Buffer.alloc(65_536), more));
      more();
    },
    // It asks for a password, accepts it, and never answers again.
    (socket) => socket.once('data', () => socket.write(Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1'))),
  ];

  const answers: [number, string][] = [];
  for (treatment of treatments) {
    const { status, reason } = await connectors.send('POST', '', terms);
    answers.push([status, reason]);
  }

  assert.deepEqual(
    answers.map(([status]) => status),
    [422, 422, 422, 422],
  );
  assert.deepEqual(
    [answers[0]?.[1], answers[2]?.[1], answers[3]?.[1]],
    ['source_unreachable', 'batch_too_large', 'source_slow'],
  );
  assert.equal((await fetch(`${collection.base}/health/live`)).status, 200);
});
