import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aCollection, DEPARTMENTS, type TestCollection } from './support/collection.ts';
import { aPenaltyForm, aRegistration, entryAs } from './support/drafts.ts';
import { aCode, aFile, aRow } from './support/rows.ts';

const DAY_MS = 86_400_000;
const clock = { aheadMs: 0 };
let collection: TestCollection;
before(async () => {
  const settings = {
    COLLECTION_DRAFTS_MAX: '3',
    COLLECTION_DRAFT_BYTES_MAX: '4096',
    COLLECTION_DRAFT_KEEP_DAYS: '30',
    COLLECTION_ERASURE_PERIOD_MS: '200',
  };
  collection = await aCollection(settings, { now: () => Date.now() + clock.aheadMs });
});
after(() => collection[Symbol.asyncDispose]());

/** The doors as one person of the department uses them. */
const as = (account: string, claims: Record<string, unknown> = {}) =>
  entryAs(collection, collection.token('department', { preferred_username: account, ...claims }));

test('a draft tells while it is typed what is wrong and what is missing, and becomes a record of way entry', async () => {
  const entry = as('typist');
  const begun = await entry.create('REG', { name: '杭州第1贸易有限公司', establishedOn: '2016-02-30' });
  const filled = await entry.save(begun, aRegistration(1));

  const submitted = await entry.act(filled, 'submit');

  assert.deepEqual([begun.status, begun.isComplete, begun.revision], [201, false, 1]);
  assert.deepEqual(
    begun.wrong.map(({ field, code }) => [field, code]),
    [['establishedOn', 'impossible_date']],
  );
  assert.deepEqual(
    begun.missing.map(({ code }) => code),
    ['missing_code'],
  );
  assert.deepEqual([filled.isComplete, filled.revision], [true, 2]);
  assert.deepEqual([submitted.status, submitted.state, submitted.values], [200, 'submitted', null]);
  assert.deepEqual(
    [submitted.answer?.outcome, submitted.answer?.recordId, submitted.answer?.version],
    ['accepted', `330000/REG/${aCode(1)}`, 1],
  );
  const submission = (await collection.get(`/v1/submissions/${submitted.submissionId}`)) as Record<string, unknown>;
  assert.deepEqual(
    [submission['way'], submission['account'], submission['state'], submission['rows']],
    ['entry', 'typist', 'completed', 1],
  );
  const acts =
    await collection.sql`select act from runtime.audit_entry where object = ${begun.draftId} order by sequence`;
  assert.deepEqual(
    acts.map(({ act }) => act as string),
    ['create_draft', 'submit_draft'],
  );
});

test('what two tabs save does not overwrite each other, and nobody saves without saying what he saw', async () => {
  const entry = as('two-tabs');
  const begun = await entry.create('REG', aRegistration(10));

  const first = await entry.save(begun, aRegistration(10, { address: '甲' }));
  const second = await entry.save(begun, aRegistration(10, { address: '乙' }));
  const blind = await entry.send('PUT', `/${begun.draftId}`, { body: { values: {} } });

  assert.deepEqual([first.status, second.status, second.reason, blind.status], [200, 409, 'draft_changed', 400]);
  assert.equal((await entry.read(begun.draftId)).values?.['address'], '甲');
});

test('a draft that is incomplete, or was changed since it was looked at, is not handed in', async () => {
  const entry = as('hasty');
  const incomplete = await entry.create('REG', { name: '甲' });
  const looked = await entry.create('REG', aRegistration(20));
  await entry.save(looked, aRegistration(20, { address: '改' }));

  const refused = await entry.act(incomplete, 'submit');
  const stale = await entry.act(looked, 'submit');

  assert.deepEqual([refused.status, refused.reason], [422, 'incomplete_draft']);
  assert.deepEqual(refused.missing.map(({ code }) => code).toSorted(), ['missing_code', 'missing_date']);
  assert.deepEqual([stale.status, stale.reason], [409, 'draft_changed']);
  const [count] = await collection.sql`select count(*) from submission where account = 'hasty'`;
  assert.equal(count?.['count'], 0);
});

test('of a save and two submits at one time one comes first, and what is recorded is what was looked at', async () => {
  const entry = as('racing');
  for (let round = 0; round < 5; round += 1) {
    const begun = await entry.create('REG', aRegistration(30 + round, { address: '甲' }));
    const [saved, ...submits] = await Promise.all([
      entry.save(begun, aRegistration(30 + round, { address: '乙' })),
      entry.act(begun, 'submit'),
      entry.act(begun, 'submit'),
    ]);

    const statuses = [saved, ...submits].map(({ status }) => status);
    assert.deepEqual(
      statuses.toSorted((one, other) => one - other),
      [200, 409, 409],
    );
    const bodies = await collection.sql<{ body: string }[]>`
      select public_part as body from record_version join record_version_content using (sequence)
      where record_id = ${`330000/REG/${aCode(30 + round)}`}`;
    const isRecorded = saved.status !== 200;
    assert.deepEqual(
      bodies.map(({ body }) => body.includes('甲')),
      isRecorded ? [true] : [],
    );
    if (!isRecorded) await entry.send('DELETE', `/${begun.draftId}`, { revision: saved.revision });
  }
});

test('a draft is its own to the account that enters it, and to nobody else', async () => {
  const entry = as('owner');
  const begun = await entry.create('REG', aRegistration(40));
  const others = [as('colleague'), as('owner', { department: DEPARTMENTS[1].uscc })];

  for (const other of others) {
    const answers = [
      await other.read(begun.draftId),
      await other.save(begun, {}),
      await other.act(begun, 'submit'),
      await other.send('DELETE', `/${begun.draftId}`, { revision: begun.revision }),
    ];
    assert.deepEqual(
      answers.map(({ status, reason }) => [status, reason]),
      Array(4).fill([404, 'no_such_draft']),
    );
    assert.deepEqual((await other.send('GET', '')).items, []);
  }
  assert.deepEqual(
    (await entry.send('GET', '?state=editing')).items.map(({ draftId }) => draftId),
    [begun.draftId],
  );
  const gone = await entry.send('DELETE', `/${begun.draftId}`, { revision: begun.revision });
  assert.deepEqual([gone.status, (await entry.read(begun.draftId)).status], [204, 404]);
});

test('a draft that is rejected when it is recorded comes back with the reason, and can be mended', async () => {
  const other = { token: collection.token('department', { department: DEPARTMENTS[1].uscc, azp: 'other-department' }) };
  await collection.submit(aFile(aRow(50)), other);
  while ((await collection.sql`select from record_version where record_id like ${`%${aCode(50)}`}`).length === 0);
  const entry = as('rejected');
  const begun = await entry.create('REG', aRegistration(50));

  const rejected = await entry.act(begun, 'submit');
  const mended = await entry.save(rejected, aRegistration(51));
  const accepted = await entry.act(mended, 'submit');

  assert.deepEqual([rejected.state, rejected.answer?.outcome], ['returned', 'rejected']);
  assert.deepEqual(
    rejected.answer?.errors.map(({ code }) => code),
    ['other_department_record'],
  );
  assert.deepEqual(rejected.values, aRegistration(50));
  assert.deepEqual([accepted.state, accepted.answer?.outcome], ['submitted', 'accepted']);
});

test('a department that may not enter an item begins no draft, and one that lost the right hands none in', async () => {
  const entry = as('entitled');
  const begun = await entry.create('REG', aRegistration(60));
  const [{ uscc }] = DEPARTMENTS;
  await collection.sql`update department set ways = '{import}' where uscc = ${uscc}`;

  const refused = [await entry.create('REG', {}), await entry.act(begun, 'submit')];
  await collection.sql`update department set ways = '{entry,import,interface,connector}' where uscc = ${uscc}`;

  assert.deepEqual(
    refused.map(({ status, reason }) => [status, reason]),
    Array(2).fill([403, 'way_not_allowed']),
  );
  const kept = await entry.read(begun.draftId);
  assert.deepEqual([kept.state, kept.revision], ['editing', 1]);
  assert.equal((await entry.create('XYZ', {})).reason, 'unknown_item');
});

test('a list of drafts tells what each is about, also once it is a record, or waits for its subject', async () => {
  const entry = as('lister');
  const typed = await entry.create('PEN', { ...aPenaltyForm('列表〔2024〕1号'), partyIdNumber: '330106199001011234' });
  const recorded = await entry.act(await entry.create('REG', aRegistration(60)), 'submit');
  const held = await entry.act(
    await entry.create('PEN', aPenaltyForm('列表〔2024〕2号', { uscc: aCode(999) })),
    'submit',
  );
  assert.deepEqual([recorded.answer?.outcome, held.answer?.outcome], ['accepted', 'held']);

  const { items } = await entry.send('GET', '');

  const about = new Map(items.map(({ draftId, subject, key }) => [draftId, [subject, ...key]]));
  const { name, code } = aRegistration(60);
  const authority = '杭州市市场监督管理局';
  assert.deepEqual(about.get(typed.draftId), ['杭州第1贸易有限公司', '列表〔2024〕1号', authority]);
  assert.deepEqual(about.get(recorded.draftId), [name, code]);
  assert.deepEqual(about.get(held.draftId), ['杭州第1贸易有限公司', '列表〔2024〕2号', authority]);
  assert.ok(!JSON.stringify(items).includes('330106199001011234'));
});

test('an account has so many drafts, and a draft so many bytes', async () => {
  const entry = as('busy');
  const begun = await Promise.all(Array.from({ length: 5 }, () => entry.create('REG')));
  const long = await as('long').create('REG', { businessScope: '营'.repeat(10_000_000) });

  assert.deepEqual(
    begun.map(({ status }) => status).toSorted((one, other) => one - other),
    [201, 201, 201, 429, 429],
  );
  assert.equal(long.status, 413);
});

test('what was typed lies in the database sealed only, and goes when it has had its time', async () => {
  const entry = as('slow');
  const begun = await entry.create('PEN', { partyIdNumber: '330106199001011234', content: '草稿内容' });

  const [row] = await collection.sql<{ sealed: Buffer }[]>`select sealed from entry_draft where id = ${begun.draftId}`;
  for (const text of ['330106199001011234', '草稿内容']) assert.ok(!row?.sealed.includes(text));
  const older = await entry.create('PEN');
  await collection.sql`update entry_draft set changed_at = changed_at - interval '2 days' where id = ${older.draftId}`;
  const isKept = async ({ draftId }: { draftId: string }) =>
    (await collection.sql`select from entry_draft where id = ${draftId}`).length > 0;
  const untilGone = async (draft: { draftId: string }) => {
    while (await isKept(draft)) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  clock.aheadMs = 29 * DAY_MS;
  await untilGone(older);
  assert.ok(await isKept(begun));
  clock.aheadMs = 31 * DAY_MS;
  await untilGone(begun);
});
