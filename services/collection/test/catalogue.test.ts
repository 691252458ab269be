import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { builtInCatalogue, chinaDate } from '@necips/domain';
import { newItemEntry, newItemFormat } from '@necips/testbed';
import { aCentre, type TestCentre } from './support/centre.ts';
import { aCollection, DEPARTMENTS, type TestCollection } from './support/collection.ts';
import { aCode, aFile, aRow } from './support/rows.ts';

const WAITING = { timeout: 120_000 };
const DAY_MS = 86_400_000;
const HEADINGS = '名称,统一社会信用代码,文号,日期';
const BUILT_IN = builtInCatalogue().entries;

let centre: TestCentre;

before(async () => {
  centre = await aCentre();
});

after(() => centre[Symbol.asyncDispose]());

test('a node that has never heard of the centre works by the built-in catalogue', async () => {
  await using collection = await aCollection();

  const { catalogue } = await statusOf(collection);
  const shown = (await collection.get('/v1/catalogue')) as { version: number; entries: unknown[]; next: null };
  const { accepted } = await collection.load(aFile(aRow(1)));

  assert.deepEqual([catalogue.version, catalogue.next, catalogue.heardSince, catalogue.refused], [1, null, null, 0]);
  assert.deepEqual([shown.version, shown.next], [1, null]);
  assert.deepEqual(shown.entries, BUILT_IN);
  assert.equal(accepted, 1);
});

test('a new item, and a new version of its format, come as data and take effect on their day', WAITING, async () => {
  const clock = { aheadMs: 0 };
  await using node = await aNode(() => Date.now() + clock.aheadMs);
  const { collection } = node;
  const entries = [...BUILT_IN, newItemEntry()];
  await node.centre.publish({ version: 2, effectiveFrom: chinaDay(1), entries }, [newItemFormat()]);
  const remark = { remark: { type: 'string', title: '备注', description: '备注', maxLength: 100, 'x-kind': 'text' } };
  const later = [...BUILT_IN, newItemEntry({ format: 'ZZT@2' })];
  await node.centre.publish({ version: 3, effectiveFrom: chinaDay(2), entries: later }, [
    newItemFormat({ version: 2, fields: remark }),
  ]);
  await until(collection, ({ next }) => next?.version === 2);
  await node.load('REG', aFile(aRow(1, { province: '' })));
  const plain = `${HEADINGS}\n${aRecord(1)}\n`;
  const remarked = `${HEADINGS},备注\n${aRecord(2)},好\n`;

  const early = await node.submit('ZZT', plain);
  // What is shown of a record goes by its format, whether that is in force or not.
  const { items: known } = (await collection.get('/v1/known-formats')) as { items: { id: string }[] };
  const remarkedFormat = (await collection.get('/v1/known-formats/ZZT@2')) as { properties: object };
  clock.aheadMs = DAY_MS;
  const first = await node.load('ZZT', plain);
  const unknownColumn = await node.submit('ZZT', remarked);
  clock.aheadMs = 2 * DAY_MS;
  const second = await node.load('ZZT', remarked);

  const { catalogue } = await statusOf(collection);
  assert.deepEqual([early.status, ((await early.json()) as Problem).reason], [400, 'unknown_item']);
  assert.deepEqual(
    known.map(({ id }) => id).filter((id) => id.startsWith('ZZT')),
    ['ZZT@1', 'ZZT@2'],
  );
  assert.ok('remark' in remarkedFormat.properties);
  assert.deepEqual([first.accepted, unknownColumn.status, second.accepted], [1, 422, 1]);
  assert.deepEqual([catalogue.version, catalogue.next], [3, null]);
  const formats = await collection.sql<{ head: string }[]>`
    select head from record_version join record_version_content using (sequence) where record_id like ${`${node.centre.node}/ZZT/%`}
    order by sequence`;
  assert.deepEqual(
    formats.map(({ head }) => (JSON.parse(head) as { format: string }).format),
    ['ZZT@1', 'ZZT@2'],
  );
});

test('only the departments and the ways that the catalogue names are let in', WAITING, async () => {
  await using node = await aNode();
  const [own, other] = DEPARTMENTS;
  const only = (code: string, name: string) => [{ department: code, name }];
  const entries = [
    ...BUILT_IN,
    newItemEntry({ providers: only(other.uscc, other.name) }),
    newItemEntry({ item: 'ZZI', format: 'ZZI@1', channels: ['entry'] }),
    newItemEntry({ item: 'ZZE', format: 'ZZE@1', providers: [{ kind: '11', name: '机关', node: node.centre.node }] }),
  ];
  const documents = [newItemFormat(), { ...newItemFormat(), 'x-item': 'ZZI' }, { ...newItemFormat(), 'x-item': 'ZZE' }];
  await node.centre.publish({ version: 2, effectiveFrom: chinaDay(), entries }, documents);
  await until(node.collection, ({ version }) => version === 2);
  const file = `${HEADINGS}\n${aRecord(1)}\n`;

  const refused = await node.submit('ZZT', file);
  const wrongWay = await node.submit('ZZI', file);
  const entitled = await node.submit('ZZT', file, { department: other.uscc, department_name: other.name });
  const kind = await node.submit('ZZE', file);

  const problem = (await refused.json()) as Problem;
  assert.deepEqual([refused.status, problem.reason], [403, 'department_not_entitled']);
  assert.match(problem.detail, new RegExp(`${other.name}.*${own.uscc}`));
  assert.deepEqual([wrongWay.status, ((await wrongWay.json()) as Problem).reason], [403, 'channel_not_allowed']);
  assert.deepEqual([entitled.status, kind.status], [202, 202]);
});

test('what the centre has not said is refused, counted and passed over', WAITING, async () => {
  await using node = await aNode();
  const entries = [...BUILT_IN, newItemEntry()];
  const { message, send } = node.centre;
  const text = JSON.stringify(newItemFormat());
  const right = message('format/ZZT@1', text);
  const bad: [string, { key: string; value: Buffer }][] = [
    ['unverified', message('format/ZZT@1', text, { document: Buffer.from(text.replace('测试', '篡改')) })],
    ['undecodable', { key: 'format/ZZT@1', value: Buffer.from('garbage that is no message') }],
    ['unknown_layout', message('format/ZZT@1', text, { layout: 2 })],
    ['unknown_name', message('directive/1', text)],
    ['unknown_name', { ...message('x/1', text, { name: '\u0000\ud83d\ude00' }), key: 'x/1' }],
    ['wrong_key', { ...right, key: 'format/ZZT@2' }],
    ['malformed', message('format/ZZT@2', text)],
    ['malformed', message('version/2', '{"version":2}')],
    ['too_large', message('format/ZZT@1', ' '.repeat(262_145))],
  ];
  const before = (await statusOf(node.collection)).catalogue.refused;
  for (const [, each] of bad) await send(each);

  await node.centre.publish({ version: 2, effectiveFrom: chinaDay(), entries }, [newItemFormat()]);
  await until(node.collection, ({ version }) => version === 2);
  await send(message('version/2', '{"version":2,"effectiveFrom":"2026-01-01","note":"","entries":[],"formats":[]}'));
  await until(node.collection, ({ lastRefusal }) => lastRefusal?.reason === 'changed');

  const { catalogue } = await statusOf(node.collection);
  const rows = await node.collection.sql<{ reason: string }[]>`
    select reason from catalogue_refusal order by message_offset desc limit ${bad.length + 1}`;
  assert.deepEqual(rows.map(({ reason }) => reason).reverse(), [...bad.map(([reason]) => reason), 'changed']);
  assert.equal(catalogue.refused - before >= bad.length + 1, true);
  assert.equal(catalogue.version, 2);
  assert.equal((await node.load('REG', aFile(aRow(1, { province: '' })))).accepted, 1);
});

test('what was heard is kept: without Kafka the node goes on by it', WAITING, async () => {
  await using node = await aNode();
  const entries = [...BUILT_IN, newItemEntry()];
  await node.centre.publish({ version: 2, effectiveFrom: chinaDay(), entries }, [newItemFormat()]);
  await until(node.collection, ({ version }) => version === 2);
  await node.collection.stop();

  await using again = await aCollection({ ...node.collection.env, COLLECTION_KAFKA_BROKERS: '' });

  const { catalogue } = await statusOf(again);
  assert.equal(catalogue.version, 2);
  assert.notEqual(catalogue.heardSince, null);
});

/** A node of its own centre: what one test publishes is not signed for another. */
async function aNode(now?: () => number) {
  await using opening = new AsyncDisposableStack();
  const own = opening.use(await aCentre());
  const collection = opening.use(await aCollection(own.settings, now ? { now } : {}));
  const opened = opening.move();
  const submit = (item: string, body: string, claims: Record<string, unknown> = {}) =>
    collection.call(
      `/v1/submissions?item=${item}`,
      { method: 'POST', body, headers: { 'content-type': 'text/csv' } },
      collection.token('department', { node: [own.node], ...claims }),
    );
  return {
    centre: own,
    collection,
    submit,
    async load(item: string, body: string) {
      const response = await submit(item, body);
      const { submissionId, ...answer } = (await response.json()) as { submissionId: string };
      assert.equal(response.status, 202, JSON.stringify(answer));
      const token = collection.token('department', { node: [own.node] });
      for (;;) {
        const submission = (await collection.get(`/v1/submissions/${submissionId}`, token)) as {
          state: string;
          accepted: number;
        };
        if (submission.state !== 'received' && submission.state !== 'processing') return submission;
        await delay(20);
      }
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function aRecord(number: number): string {
  return ['杭州第1贸易有限公司', aCode(1), `测字〔2026〕${number}号`, '2026-01-05'].join(',');
}

async function statusOf({ get }: Pick<TestCollection, 'get'>): Promise<{ catalogue: CatalogueJson }> {
  return get('/v1/status');
}

async function until(collection: TestCollection, isSo: (catalogue: CatalogueJson) => boolean): Promise<void> {
  while (!isSo((await statusOf(collection)).catalogue)) await delay(50);
}

/** The date in China so many days from now, ISO. */
function chinaDay(days = 0): string {
  return chinaDate(Date.now() + days * DAY_MS);
}

interface CatalogueJson {
  version: number;
  next: { version: number } | null;
  heardSince: string | null;
  refused: number;
  lastRefusal: { reason: string } | null;
}

interface Problem {
  reason: string;
  detail: string;
}
