import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { builtInCatalogue } from '@necips/domain';
import { clientSecretName, demoDepartment, fetchClientToken, realmName, testInfrastructure } from '@necips/testbed';
import { aCentre } from './support/centre.ts';
import { aCollection, DEPARTMENTS, insertDepartment, type TestCollection } from './support/collection.ts';
import { aPenaltyForm, aRegistration, entryAs } from './support/drafts.ts';

const ITEMS = ['REG', 'PEN'];
const cleaning = new AsyncDisposableStack();
let node: string;
let collection: TestCollection;
let ofRealm: TestCollection;
let tokenOf: (clientId: string) => Promise<string>;

before(async () => {
  const centre = cleaning.use(await aCentre());
  node = centre.node;
  const infrastructure = await testInfrastructure(['kafka', 'keycloak']);
  const { url } = infrastructure.keycloak;
  const realm = realmName(node);
  collection = cleaning.use(await aCollection(centre.settings));
  ofRealm = cleaning.use(await aCollection({ ...centre.settings, COLLECTION_ISSUER: `${url}/realms/${realm}` }));
  await insertDepartment(ofRealm.sql, demoDepartment(node));
  tokenOf = (clientId) =>
    fetchClientToken(url, realm, clientId, infrastructure.secrets(clientSecretName(realm, clientId)));
  const entries = builtInCatalogue().entries.map((entry) => ({ ...entry, needsReview: ITEMS.includes(entry.item) }));
  await centre.publish({ version: 2, effectiveFrom: '2020-01-01', entries });
  for (const each of [collection, ofRealm]) {
    const version = async () =>
      ((await each.get('/v1/status')) as { catalogue: { version: number } }).catalogue.version;
    while ((await version()) < 2) await delay(20);
  }
});
after(() => cleaning[Symbol.asyncDispose]());

const as = (account: string, roles: string[], claims: Record<string, unknown> = {}) =>
  entryAs(
    collection,
    collection.token('department', { node: [node], preferred_username: account, realm_access: { roles }, ...claims }),
  );
const typist = () => as('typist', ['department']);
const approver = () => as('approver', ['approver']);

test('with accounts of the realm: a department enters, the node’s approver sees it through, and it is recorded', async () => {
  const [entry, review] = [
    entryAs(ofRealm, await tokenOf('department-demo')),
    entryAs(ofRealm, await tokenOf('approver-cli')),
  ];
  const begun = await entry.create('REG', aRegistration(1, { province: '' }));
  const waiting = await entry.act(begun, 'submit');

  const queue = (await review.send('GET', '/in-review')).items;
  const approved = await review.act(await review.read(begun.draftId), 'approve');

  assert.deepEqual([waiting.state, waiting.submissionId], ['in_review', null]);
  assert.deepEqual(
    queue.map(({ draftId }) => draftId),
    [begun.draftId],
  );
  assert.deepEqual(
    [approved.state, approved.reviewer, approved.answer?.outcome],
    ['submitted', 'approver-cli', 'accepted'],
  );
  const [submission] = await ofRealm.sql`select way, account, department from submission`;
  assert.deepEqual(
    { ...submission },
    { way: 'entry', account: 'department-demo', department: demoDepartment(node).uscc },
  );
  assert.deepEqual([(await entry.act(begun, 'approve')).status, (await review.create('REG', {})).status], [403, 403]);
});

test('whoever entered a draft does not review it, whatever roles he has, and an approver of another department neither', async () => {
  const both = as('both', ['department', 'approver']);
  const waiting = await both.act(await both.create('REG', aRegistration(10)), 'submit');
  const elsewhere = as('elsewhere', ['approver'], { department: DEPARTMENTS[1].uscc });

  const own = [await both.act(waiting, 'approve'), await both.act(waiting, 'return', { reason: '试' })];
  const others = [await elsewhere.read(waiting.draftId), await elsewhere.act(waiting, 'approve')];

  assert.deepEqual(
    own.map(({ status, reason }) => [status, reason]),
    Array(2).fill([403, 'second_person_needed']),
  );
  assert.deepEqual(
    others.map(({ status }) => status),
    [404, 404],
  );
  assert.deepEqual((await elsewhere.send('GET', '/in-review')).items, []);
  assert.equal((await both.read(waiting.draftId)).state, 'in_review');
});

test('a draft is returned with a reason, mended, and approved as it was seen; nothing changes it in review', async () => {
  const entry = typist();
  const begun = await entry.create('REG', aRegistration(20));
  const first = await entry.act(begun, 'submit');
  const locked = [await entry.save(first, {}), await entry.act(first, 'submit')];
  const returned = await approver().act(first, 'return', { reason: '住所有误' });
  const mended = await entry.save(await entry.read(begun.draftId), aRegistration(20, { address: '文三路1号' }));
  const second = await entry.act(mended, 'submit');

  const stale = await approver().act(first, 'approve');
  const approved = await approver().act(second, 'approve');
  const again = await approver().act(approved, 'approve');

  assert.deepEqual(
    locked.map(({ status, reason }) => [status, reason]),
    Array(2).fill([409, 'draft_state']),
  );
  assert.deepEqual([returned.state, returned.note, returned.reviewer], ['returned', '住所有误', 'approver']);
  assert.deepEqual([stale.status, stale.reason], [409, 'draft_changed']);
  assert.deepEqual([approved.state, approved.note, approved.answer?.version], ['submitted', '', 1]);
  assert.deepEqual([again.status, again.reason], [409, 'draft_state']);
  const acts = await collection.sql`
    select act, actor from runtime.audit_entry where object = ${begun.draftId} order by sequence`;
  assert.deepEqual(
    acts.map(({ act, actor }) => `${act as string} ${actor as string}`),
    [
      'create_draft typist',
      'submit_draft typist',
      'return_draft approver',
      'submit_draft typist',
      'approve_draft approver',
    ],
  );
});

test('a reviewer does not see what never leaves the node; it is recorded all the same, and a subject not yet known is waited for', async () => {
  const entry = typist();
  const values = aPenaltyForm('测字1号', {
    legalRepresentativeIdNumber: '330106199001011233',
    别的: '330106199001011233',
  });
  const wrong = await entry.create('PEN', values);
  const { 别的: _, ...good } = values;
  const filled = await entry.save(wrong, good);
  const waiting = await entry.act(filled, 'submit');

  const seen = await approver().read(waiting.draftId);
  const approved = await approver().act(seen, 'approve');

  assert.deepEqual([wrong.wrong.map(({ code }) => code), filled.wrong], [['unknown_field'], []]);
  assert.equal(seen.values?.['legalRepresentativeIdNumber'], '***');
  assert.equal(seen.values?.['facts'], '无照经营');
  assert.deepEqual([approved.state, approved.answer?.outcome], ['submitted', 'held']);
});
