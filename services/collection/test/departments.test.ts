import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { makeUscc } from '@necips/domain';
import { appendToFeed, verifyAuditChain } from '@necips/runtime';
import { aCollectionOfRealm, aDepartment, type CollectionOfRealm, tokenByKey } from './support/realm.ts';
import { aFile, aRow, someRows } from './support/rows.ts';

let realm: CollectionOfRealm;
before(async () => {
  realm = await aCollectionOfRealm({ COLLECTION_CHUNK_BYTES: '4096' });
});
after(() => realm[Symbol.asyncDispose]());

const codeOf = (number: number) => makeUscc('11', '330100', String(number).padStart(8, '0'));
const FILE = () => aFile(aRow(1));

interface Onboarded {
  department: { uscc: string; accounts: string[]; revokedAt: string | null; items: string[] };
  credentials: { account: string; tokenUrl: string; method: string; secret: string; keyId: string };
}

async function onboard(given: Parameters<typeof aDepartment>[0]): Promise<Onboarded> {
  const { status, json } = await realm.administer('POST', '/v1/departments', aDepartment(given));
  assert.equal(status, 201, JSON.stringify(json));
  return json;
}

async function reasonOf(response: Response): Promise<[number, string]> {
  const { status, reason } = (await response.json()) as { status: number; reason: string };
  return [status, reason];
}

const submitAs = (token: string, file = FILE()) => realm.collection.submit(file, { token });

test('a department is onboarded by one act, gets its token by the secret it was told once, and hands in records', async () => {
  const uscc = codeOf(1);

  const { department, credentials } = await onboard({ uscc });
  const token = await realm.tokenOf(credentials.account, credentials.secret);
  const response = await submitAs(token);

  assert.equal(response.status, 202);
  const submission = (await response.json()) as { department: string; departmentName: string; account: string };
  assert.equal(submission.department, uscc);
  assert.equal(submission.departmentName, '测试税务局');
  assert.equal(submission.account, credentials.account);
  assert.deepEqual(department.accounts, [credentials.account]);
  const seen = await realm.administer('GET', `/v1/departments/${uscc}`);
  assert.ok(!JSON.stringify(seen.json).includes(credentials.secret));
  const [act] = await realm.collection.sql`select * from runtime.audit_entry where act = 'onboard_department'`;
  assert.ok(act && !JSON.stringify(act).includes(credentials.secret));
});

test('a token of a new department bears the role department and no other', async () => {
  const { credentials } = await onboard({ uscc: codeOf(2) });

  const token = await realm.tokenOf(credentials.account, credentials.secret);

  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  assert.deepEqual(claims['realm_access'], { roles: ['department'] });
  assert.deepEqual(claims['node'], [realm.node]);
  assert.equal(claims['resource_access'], undefined);
});

test('a department may prove who it is by a key of its own, whose private half stays with it', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const jwk = publicKey.export({ format: 'jwk' });

  const { credentials } = await onboard({ uscc: codeOf(3), authentication: { method: 'private_key_jwt', jwk } });
  const token = await tokenByKey(credentials, privateKey);

  assert.equal((await submitAs(token)).status, 202);
  assert.equal(credentials.secret, null);
  const leaked = { method: 'private_key_jwt', jwk: privateKey.export({ format: 'jwk' }) };
  const refused = await realm.administer(
    'POST',
    '/v1/departments',
    aDepartment({ uscc: codeOf(4), authentication: leaked }),
  );
  assert.deepEqual([refused.status, (refused.json as { reason: string }).reason], [400, 'private_key_sent']);
});

test('the realm’s own account is registered without new credentials, another department’s is not', async () => {
  const claims = async () => {
    const token = await realm.tokenOf('department-demo');
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { department: string };
  };
  const { department: uscc } = await claims();

  const before = await submitAs(await realm.tokenOf('department-demo'));
  const stranger = aDepartment({ uscc: codeOf(5), account: 'department-demo' });
  const refused = await realm.administer('POST', '/v1/departments', stranger);
  const onboarded = await onboard({ uscc, account: 'department-demo' });
  const after = await submitAs(await realm.tokenOf('department-demo'));

  assert.deepEqual(await reasonOf(before), [403, 'department_not_onboarded']);
  assert.deepEqual([refused.status, (refused.json as { reason: string }).reason], [422, 'no_such_account']);
  assert.equal(onboarded.credentials, null);
  assert.equal(after.status, 202);
});

test('a department hands in what it is registered for, in the ways it is registered for', async () => {
  const uscc = codeOf(6);
  const { credentials } = await onboard({ uscc, items: ['PEN'], ways: ['interface'] });
  const token = await realm.tokenOf(credentials.account, credentials.secret);

  const otherItem = await submitAs(token);
  await realm.administer('PATCH', `/v1/departments/${uscc}`, { items: ['PEN', 'REG'] });
  const otherWay = await submitAs(token);
  await realm.administer('PATCH', `/v1/departments/${uscc}`, { ways: ['import'], name: '改名税务局' });
  const allowed = await submitAs(token);

  assert.deepEqual(await reasonOf(otherItem), [403, 'item_not_allowed']);
  assert.deepEqual(await reasonOf(otherWay), [403, 'way_not_allowed']);
  assert.equal(allowed.status, 202);
  // The name is the registered one, whatever the token says.
  assert.equal(((await allowed.json()) as { departmentName: string }).departmentName, '改名税务局');
});

test('after a rotation the old secret and the tokens it gave have ended', async () => {
  const uscc = codeOf(7);
  const { credentials } = await onboard({ uscc });
  const old = await realm.tokenOf(credentials.account, credentials.secret);
  // A token counts whole seconds: this one is of an earlier second than the rotation.
  const { iat } = JSON.parse(Buffer.from(old.split('.')[1] ?? '', 'base64url').toString()) as { iat: number };
  while (Math.floor(Date.now() / 1_000) <= iat) await new Promise((resolve) => setTimeout(resolve, 20));

  const rotated = await realm.administer('POST', `/v1/departments/${uscc}/rotate`, {});
  const renewed = rotated.json as Onboarded['credentials'];

  assert.equal(rotated.status, 200);
  await assert.rejects(realm.tokenOf(credentials.account, credentials.secret), /401/);
  assert.deepEqual(await reasonOf(await submitAs(old)), [401, 'credentials_ended']);
  assert.equal((await submitAs(await realm.tokenOf(renewed.account, renewed.secret))).status, 202);
});

test('a department that is revoked in the middle of an upload leaves it incomplete and publishes nothing of it', async () => {
  const uscc = codeOf(8);
  const { credentials } = await onboard({ uscc });
  const token = await realm.tokenOf(credentials.account, credentials.secret);
  const file = Buffer.from(aFile(...someRows(10_001, 14_000)));
  const upload = await beginUpload(token, file);

  const revoked = await realm.administer('POST', `/v1/departments/${uscc}/revoke`, { reason: '机构撤销' });
  upload.finish();
  const answer = await upload.answer;

  assert.equal(revoked.status, 200);
  assert.deepEqual([answer.status, answer.reason], [409, 'no_longer_received']);
  const [submission] = await realm.collection.sql`select id, state, failure from submission where department = ${uscc}`;
  assert.equal(submission?.['state'], 'incomplete');
  assert.match(String(submission?.['failure']), /停用/);
  const left = await realm.collection.sql`
    select 1 from upload_chunk where submission_id = ${submission?.['id']}
    union all select 1 from record_version where submission_id = ${submission?.['id']}`;
  assert.equal(left.length, 0);
});

test('a revoked department is out at once, its waiting submissions are cancelled, and it can be onboarded anew', async () => {
  const uscc = codeOf(9);
  const { credentials } = await onboard({ uscc });
  const token = await realm.tokenOf(credentials.account, credentials.secret);
  await using _ = await holdTheFeed();
  await submitAs(token);
  const { submissionId: waiting } = (await (await submitAs(token)).json()) as { submissionId: string };

  const { json: revoked } = await realm.administer('POST', `/v1/departments/${uscc}/revoke`, { reason: '机构撤销' });
  const seen = await realm.collection.call('/v1/submissions', {}, token);
  const again = await realm.administer('POST', `/v1/departments/${uscc}/revoke`, { reason: '机构撤销' });

  assert.notEqual((revoked as Onboarded['department']).revokedAt, null);
  const [submission] = await realm.collection.sql`select state, failure from submission where id = ${waiting}`;
  assert.deepEqual(submission, { state: 'cancelled', failure: '提供部门已停用 (the department was revoked)' });
  assert.deepEqual(await reasonOf(await submitAs(token)), [403, 'department_revoked']);
  assert.deepEqual(await reasonOf(seen), [403, 'department_revoked']);
  assert.deepEqual([again.status, (again.json as { reason: string }).reason], [409, 'department_revoked']);
  await assert.rejects(realm.tokenOf(credentials.account, credentials.secret), /401/);
  const anew = await onboard({ uscc });
  assert.notEqual(anew.credentials.secret, credentials.secret);
  const renewed = await realm.tokenOf(anew.credentials.account, anew.credentials.secret);
  assert.equal((await submitAs(renewed)).status, 202);
});

test('only an administrator of the node onboards, and not the same department twice', async () => {
  const { credentials } = await onboard({ uscc: codeOf(10) });
  const token = await realm.tokenOf(credentials.account, credentials.secret);
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(aDepartment({ uscc: codeOf(11) })),
  };

  const byDepartment = await realm.collection.call('/v1/departments', init, token);
  const twice = await realm.administer('POST', '/v1/departments', aDepartment({ uscc: codeOf(10) }));
  const badCode = await realm.administer('POST', '/v1/departments', aDepartment({ uscc: '113301000000001100' }));

  assert.deepEqual(await reasonOf(byDepartment), [403, 'missing_role']);
  assert.deepEqual([twice.status, (twice.json as { reason: string }).reason], [409, 'already_onboarded']);
  assert.deepEqual([badCode.status, (badCode.json as { reason: string }).reason], [400, 'bad_uscc']);
  assert.ok((await verifyAuditChain(realm.collection.sql)) > 0);
});

test('the account by which accounts are made can do nothing else in the realm', async () => {
  const token = await realm.tokenOf('svc-collection-departments');
  const admin = String(realm.collection.env['COLLECTION_ISSUER']).replace('/realms/', '/admin/realms/');

  for (const path of ['/users', '/roles', '/components', '']) {
    const response = await fetch(`${admin}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const body = await response.text();
    // Keycloak tells everybody of the realm its name, and nothing that matters.
    assert.ok(response.status === 403 || (path === '' && !body.includes('accessTokenLifespan')), `${path} ${body}`);
  }
});

/** Holds the feed's lock, so that the worker waits at the first block that it is to record. */
async function holdTheFeed(): Promise<AsyncDisposable> {
  const held = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const holding = appendToFeed(realm.collection.sql, 'collection.record_version', async () => {
    held.resolve();
    await over.promise;
  });
  await held.promise;
  return {
    [Symbol.asyncDispose]: async () => {
      over.resolve();
      await holding;
    },
  };
}

/** Sends the beginning of a file and waits until some of it is stored. */
async function beginUpload(token: string, file: Buffer) {
  const answer = Promise.withResolvers<{ status: number; reason: string }>();
  const upload = request(`${realm.collection.base}/v1/submissions?item=REG`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', 'content-length': String(file.length) },
  });
  upload.on('error', answer.reject).on('response', (response) => {
    let text = '';
    response.on('data', (data: Buffer) => (text += data.toString()));
    response.on('end', () => answer.resolve(JSON.parse(text) as { status: number; reason: string }));
  });
  const half = Math.floor(file.length / 2);
  upload.write(file.subarray(0, half));
  const stored = () => realm.collection.sql`
    select 1 from upload_chunk join submission on submission.id = submission_id where state = 'receiving' limit 1`;
  while ((await stored()).length === 0) await new Promise(setImmediate);
  return { answer: answer.promise, finish: () => upload.end(file.subarray(half)) };
}
