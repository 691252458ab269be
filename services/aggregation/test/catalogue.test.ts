import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { type CatalogueEntry, makeUscc, sayOrder } from '@necips/domain';
import { necips } from '@necips/proto';
import { connectPostgres, createKafka, createLogger, verifyAuditChain } from '@necips/runtime';
import { newItemEntry, newItemFormat } from '@necips/testbed';
import { makeKey, parseVerifierKey, verifyDocument } from '@necips/tlog';
import { CatalogueDesk, chinaDay, type DraftJson } from './a-catalogue.ts';
import { type BedProvince, type RunningCentre, ServiceBed } from './service.ts';

const keys = makeKey('necips.test/catalogue');
const WAITING = { timeout: 120_000 };
let bed: ServiceBed;
let province: BedProvince;
let centre: RunningCentre;
let folder: string;
let drafter: CatalogueDesk;
let publisher: CatalogueDesk;

before(async () => {
  bed = await ServiceBed.open();
  province = await bed.openProvince();
  folder = await mkdtemp(join(tmpdir(), 'necips-catalogue-'));
  await writeFile(join(folder, 'centre.key'), `${keys.signerKey}\n`);
  centre = await bed.start({ AGGREGATION_KEY_FILE: join(folder, 'centre.key') });
});

beforeEach(async () => {
  drafter = new CatalogueDesk(centre, await bed.token('central-admin'));
  publisher = new CatalogueDesk(centre, await bed.token('central-admin-second'));
  const sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  await sql`truncate catalogue_draft_act, catalogue_draft_format, catalogue_draft, catalogue_format, catalogue_version`;
  await sql.end();
});

after(async () => {
  await centre?.[Symbol.asyncDispose]();
  await bed?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('everybody may read the built-in catalogue before anything was published', async () => {
  const { status, body } = await centre.get('/v1/catalogue');

  assert.equal(status, 200);
  const { inForce, next, versions } = body as {
    inForce: { version: number; entries: CatalogueEntry[] };
    next: null;
    versions: [];
  };
  assert.deepEqual([inForce.version, next, versions.length], [1, null, 1]);
  assert.ok(inForce.entries.some(({ item }) => item === 'REG'));
  assert.equal((await centre.get('/v1/catalogue/1')).status, 200);
  assert.equal((await centre.get('/v1/catalogue/2')).status, 404);
  assert.equal((await centre.get('/v1/formats/ZZT@1')).status, 404);
});

test(
  'a new item is drafted by one administrator, published by another, and reaches every node signed',
  WAITING,
  async () => {
    const draft = await drafter.draft({
      effectiveFrom: chinaDay(1),
      entries: [newItemEntry()],
      formats: [newItemFormat()],
    });
    const faults = await drafter.call('GET', `/${draft.id}/faults`);
    const changes = await drafter.call('GET', `/${draft.id}/changes`);

    const alone = await drafter.publish(draft);
    const published = await publisher.publish(draft);

    assert.deepEqual(faults.body, { revision: 3, faults: [] });
    assert.deepEqual(changes.body, {
      revision: 3,
      against: 1,
      changes: [{ item: 'ZZT', change: 'added', members: [] }],
      formats: ['ZZT@1'],
    });
    assert.deepEqual([alone.status, alone.body.reason], [403, 'second_person_needed']);
    assert.deepEqual([published.status, published.body.version], [201, 2]);
    const { body } = await centre.get('/v1/catalogue');
    const { inForce, next } = body as {
      inForce: { version: number };
      next: { version: number; effectiveFrom: string };
    };
    assert.deepEqual([inForce.version, next.version, next.effectiveFrom], [1, 2, chinaDay(1)]);
    assert.deepEqual((await centre.get('/v1/formats/ZZT@1')).body, sayOrder(newItemFormat()));
    const [format, version] = await sent('format/ZZT@1', 'version/2');
    assert.deepEqual(JSON.parse(Buffer.from(format.document).toString()), sayOrder(newItemFormat()));
    assert.equal(JSON.parse(Buffer.from(version.document).toString()).effectiveFrom, chinaDay(1));
  },
);

test('what was done to a draft is its history, and lines of the audit log', async () => {
  const draft = await drafter.draft({
    effectiveFrom: chinaDay(),
    entries: [newItemEntry()],
    formats: [newItemFormat()],
  });
  await publisher.publish(draft);

  const { body } = (await drafter.call('GET', `/${draft.id}`)) as { body: DraftJson };

  assert.deepEqual(
    body.acts.map(({ act, revision, actor }) => [act, revision, actor]),
    [
      ['create', 1, 'central-admin-cli'],
      ['change', 2, 'central-admin-cli'],
      ['add_format', 3, 'central-admin-cli'],
      ['publish', 3, 'central-admin-second-cli'],
    ],
  );
  assert.deepEqual([body.state, body.version], ['published', 2]);
  const sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  const audited = await sql<{ act: string }[]>`
    select act from runtime.audit_entry where object in (${String(draft.id)}, '2') and act like '%catalogue%' order by sequence desc limit 4`;
  assert.deepEqual(
    audited.map(({ act }) => act),
    ['publish_catalogue', 'catalogue_draft_add_format', 'catalogue_draft_change', 'catalogue_draft_create'],
  );
  await verifyAuditChain(sql);
  await sql.end();
});

test('a version dated back is refused, and so is one that does not come after the one before', async () => {
  const late = await drafter.draft({
    effectiveFrom: chinaDay(-1),
    entries: [newItemEntry()],
    formats: [newItemFormat()],
  });
  const dated = await publisher.publish(late);
  const first = await drafter.draft({
    effectiveFrom: chinaDay(5),
    entries: [newItemEntry()],
    formats: [newItemFormat()],
  });
  assert.equal((await publisher.publish(first)).status, 201);
  const second = await drafter.draft({ effectiveFrom: chinaDay(5), entries: [newItemEntry({ name: '另名' })] });
  const overlapping = await publisher.publish(second);

  assert.deepEqual([dated.status, codes(dated)], [422, ['dated_back']]);
  assert.match(dated.body.faults[0]?.message ?? '', /不得溯及既往/);
  assert.deepEqual([overlapping.status, codes(overlapping)], [422, ['not_after_latest']]);
});

test('two departments that claim one item for themselves alone are told of each other', async () => {
  const [one, other] = ['00000001', '00000002'].map((number) => makeUscc('11', '330000', number));
  const alone = (code: string | undefined, name: string, more = {}) => ({
    department: code ?? '',
    name,
    exclusive: true,
    ...more,
  });
  const claims = [alone(one, '甲局'), alone(other, '乙局')];

  const both = await drafter.draft({
    effectiveFrom: chinaDay(),
    entries: [newItemEntry({ providers: claims })],
    formats: [newItemFormat()],
  });
  const refused = await publisher.publish(both);
  const places = [alone(one, '甲局', { node: '330000' }), alone(other, '乙局', { node: '440000' })];
  const apart = await drafter.draft({
    effectiveFrom: chinaDay(),
    entries: [newItemEntry({ providers: places })],
    formats: [newItemFormat()],
  });
  const published = await publisher.publish(apart);
  const twice = await drafter.draft({
    effectiveFrom: chinaDay(1),
    entries: [newItemEntry(), newItemEntry({ providers: [alone(one, '甲局')] })],
  });

  assert.deepEqual(codes(refused), ['exclusive_claims']);
  assert.match(refused.body.faults[0]?.message ?? '', /甲局.*独家.*乙局/);
  assert.equal(published.status, 201, JSON.stringify(published.body));
  assert.deepEqual(codes(await publisher.publish(twice)), ['duplicate_item']);
});

test('a document that is no format is refused with every fault', async () => {
  const draft = await drafter.draft({ effectiveFrom: chinaDay() });
  const nonsense = { ...newItemFormat(), 'x-item': 'zzt', 'x-version': 0, title: '' };

  const refused = await drafter.call('PUT', `/${draft.id}/formats/ZZT@1?revision=${draft.revision}`, nonsense);
  const other = await drafter.call('PUT', `/${draft.id}/formats/ZZU@1?revision=${draft.revision}`, newItemFormat());

  const { reason, faults } = refused.body as { reason: string; faults: { at: string }[] };
  assert.deepEqual([refused.status, reason], [422, 'faulty_format']);
  assert.ok(faults.length >= 3, JSON.stringify(faults));
  assert.equal((other.body as { reason: string }).reason, 'other_format');
});

test('a published format never changes, and a new version keeps the business key', async () => {
  const first = await drafter.draft({
    effectiveFrom: chinaDay(),
    entries: [newItemEntry()],
    formats: [newItemFormat()],
  });
  await publisher.publish(first);
  const second = (format: string, changes: Record<string, unknown>) =>
    drafter.draft({
      effectiveFrom: chinaDay(1),
      entries: [newItemEntry({ format })],
      formats: [{ ...newItemFormat(), ...changes }],
    });

  const changed = await publisher.publish(await second('ZZT@1', { title: '改名' }));
  const gap = await publisher.publish(await second('ZZT@3', { 'x-version': 3 }));
  const key = await publisher.publish(await second('ZZT@2', { 'x-version': 2, 'x-businessKey': ['number', 'uscc'] }));
  const number = { type: 'string', title: '文号', description: '文书编号', 'x-kind': 'date' };
  const properties = { ...(newItemFormat()['properties'] as object), number };
  const kind = await publisher.publish(await second('ZZT@2', { 'x-version': 2, properties }));
  const right = await publisher.publish(await second('ZZT@2', { 'x-version': 2, title: '改名' }));

  assert.deepEqual(codes(changed), ['format_changed']);
  assert.ok(codes(gap).includes('format_version_gap'));
  assert.deepEqual(codes(key), ['business_key_changed']);
  assert.match(key.body.faults[0]?.message ?? '', /number 变为 number、uscc/);
  assert.deepEqual(codes(kind), ['business_key_changed']);
  assert.deepEqual([right.status, right.body.version], [201, 3]);
  assert.deepEqual((await centre.get('/v1/formats/ZZT@1')).body, sayOrder(newItemFormat()));
});

test('a draft that was changed after somebody saw it is not published as it is now', async () => {
  const seen = await drafter.draft({
    effectiveFrom: chinaDay(),
    entries: [newItemEntry()],
    formats: [newItemFormat()],
  });
  const { effectiveFrom, entries } = seen;
  await drafter.call('PUT', `/${seen.id}?revision=${seen.revision}`, { effectiveFrom, note: '改动', entries });

  const { status, body } = await publisher.publish(seen);

  assert.deepEqual([status, body.reason], [409, 'draft_changed']);
});

test('only central administrators write, auditors read drafts, and whoever edited is a drafter', async () => {
  const draft = await drafter.draft({
    effectiveFrom: chinaDay(),
    entries: [newItemEntry()],
    formats: [newItemFormat()],
  });
  const auditor = new CatalogueDesk(centre, await bed.token('auditor'));
  const { effectiveFrom, note, entries } = draft;
  const edited = await publisher.call('PUT', `/${draft.id}?revision=${draft.revision}`, {
    effectiveFrom,
    note,
    entries,
  });

  assert.equal((await auditor.call('GET', `/${draft.id}`)).status, 200);
  assert.equal((await auditor.call('POST', '', { note: 'x' })).status, 403);
  assert.equal((await auditor.publish(draft)).status, 403);
  const revision = (edited.body as DraftJson).revision;
  assert.equal((await publisher.publish({ id: draft.id, revision })).body.reason, 'second_person_needed');
  assert.equal((await drafter.call('DELETE', `/${draft.id}?revision=${revision}`)).status, 200);
  assert.equal((await publisher.publish({ id: draft.id, revision: revision + 1 })).body.reason, 'draft_discarded');
});

test('a centre without a key publishes nothing', async () => {
  await using other = await bed.start();
  const draft = await drafter.draft({
    effectiveFrom: chinaDay(),
    entries: [newItemEntry()],
    formats: [newItemFormat()],
  });

  const { status, body } = await new CatalogueDesk(other, await bed.token('central-admin-second')).publish(draft);

  assert.deepEqual([status, body.reason], [409, 'no_key']);
});

test('what is published is sent again at the start of the centre', WAITING, async () => {
  const draft = await drafter.draft({
    effectiveFrom: chinaDay(),
    entries: [newItemEntry()],
    formats: [newItemFormat()],
  });
  await publisher.publish(draft);
  await sent('version/2');
  const other = makeKey('necips.test/catalogue-2');
  await writeFile(join(folder, 'other.key'), `${other.signerKey}\n`);

  await using _again = await bed.start({ AGGREGATION_KEY_FILE: join(folder, 'other.key') });

  await sent('version/2', other.verifierKey);
});

function codes({ body }: { body: { faults: { code: string }[] } }): string[] {
  return body.faults?.map(({ code }) => code) ?? [JSON.stringify(body)];
}

/** Waits until the topic holds these documents, signed by the centre, and gives them as they came last. */
async function sent(...names: string[]) {
  const verifier = parseVerifierKey(names.find((name) => name.includes('+')) ?? keys.verifierKey);
  const wanted = names.filter((name) => !name.includes('+'));
  const { promise, resolve } = Promise.withResolvers<void>();
  const found = new Map<string, necips.catalogue.v1.CatalogueMessage>();
  const { host, port } = bed.infrastructure.kafka;
  const { username, password } = bed.kafkaAdmin;
  const bus = createKafka({
    brokers: [`${host}:${port}`],
    clientId: 'test',
    sasl: { username, password },
    logger: createLogger('test', 'silent'),
  });
  const consumer = bus.consumer({
    groupId: `node.${province.node}.test-${crypto.randomUUID()}`,
    topics: ['federation.catalogue.v1'],
    fromBeginning: true,
    onBatch: async (messages) => {
      for (const { value, key } of messages) {
        const message = necips.catalogue.v1.CatalogueMessage.decode(value) as necips.catalogue.v1.CatalogueMessage;
        const { name, document, note } = message;
        try {
          verifyDocument({ header: 'necips/catalogue/v1', name, document }, note, verifier);
        } catch {
          continue; // Another test's.
        }
        assert.equal(key, name);
        found.set(name, message);
      }
      if (wanted.every((name) => found.has(name))) resolve();
    },
  });
  await promise;
  await consumer.close();
  return wanted.map((name) => found.get(name) as necips.catalogue.v1.CatalogueMessage) as [
    necips.catalogue.v1.CatalogueMessage,
    necips.catalogue.v1.CatalogueMessage,
  ];
}
