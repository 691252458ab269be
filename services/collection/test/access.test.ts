import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aCollection, type TestCollection } from './support/collection.ts';
import { aFile, aRow } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection();
});
after(() => collection[Symbol.asyncDispose]());

const FILE = aFile(aRow(1));

async function refusal(response: Response) {
  const { status, code, reason } = (await response.json()) as { status: number; code: string; reason: string };
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  return { status, code, reason };
}

test('a file without a token is refused', async () => {
  const response = await fetch(`${collection.base}/v1/submissions?item=REG`, { method: 'POST', body: FILE });
  assert.equal((await refusal(response)).status, 401);
});

test('an expired token and one with a bad signature are refused', async () => {
  const expired = collection.token('department', { exp: Math.floor(Date.now() / 1_000) - 3_600 });
  const good = collection.token('department');
  const forged = `${good.slice(0, -20)}${'A'.repeat(20)}`;

  assert.equal((await refusal(await collection.submit(FILE, { token: expired }))).status, 401);
  assert.equal((await refusal(await collection.submit(FILE, { token: forged }))).status, 401);
});

test('a genuine token of another node is forbidden', async () => {
  const ofOtherRealm = collection.token('department', { node: ['440000'] }, 'node-440000');
  const ofOtherNode = collection.token('department', { node: ['440000'] });

  const answers = [
    await collection.submit(FILE, { token: ofOtherRealm }),
    await collection.submit(FILE, { token: ofOtherNode }),
  ];

  for (const answer of answers) {
    assert.deepEqual(await refusal(answer), { status: 403, code: 'forbidden', reason: 'other_node' });
  }
});

test('only a department submits', async () => {
  for (const role of ['province-admin', 'officer', 'auditor', 'agency', 'service']) {
    const response = await collection.submit(FILE, { token: collection.token(role) });
    assert.deepEqual(await refusal(response), { status: 403, code: 'forbidden', reason: 'missing_role' });
  }
});

test('an account without a department is told so', async () => {
  const token = collection.token('department', { department: undefined });
  assert.deepEqual(await refusal(await collection.submit(FILE, { token })), {
    status: 403,
    code: 'forbidden',
    reason: 'no_department',
  });
});

test('a department sees and takes back its own submissions only, an administrator any', async () => {
  const { submissionId } = await collection.load(FILE);
  const other = collection.token('department', { department: '11330000002483035A', azp: 'other-department' });

  const seen = await collection.call(`/v1/submissions/${submissionId}`, {}, other);
  const errorsSeen = await collection.call(`/v1/submissions/${submissionId}/errors`, {}, other);
  const listed = (await collection.get('/v1/submissions', other)) as { items: unknown[] };
  const acted = await collection.act(submissionId, 'take-back', { reason: '试' }, other);
  const byAuditor = await collection.act(submissionId, 'take-back', { reason: '试' }, collection.token('auditor'));
  const byAdministrator = await collection.act(
    submissionId,
    'take-back',
    { reason: '试' },
    collection.token('province-admin'),
  );

  assert.deepEqual(await refusal(seen), { status: 403, code: 'forbidden', reason: 'other_department' });
  assert.equal(errorsSeen.status, 403);
  assert.deepEqual(listed.items, []);
  assert.deepEqual(await refusal(acted), { status: 403, code: 'forbidden', reason: 'other_department' });
  assert.deepEqual(await refusal(byAuditor), { status: 403, code: 'forbidden', reason: 'missing_role' });
  assert.equal(byAdministrator.status, 202);
});

test('administrators, officers and auditors see the submissions of all departments', async () => {
  await collection.load(FILE);
  for (const role of ['province-admin', 'officer', 'auditor']) {
    const { items } = (await collection.get('/v1/submissions', collection.token(role))) as { items: unknown[] };
    assert.ok(items.length > 0, role);
  }
});

test('status, format and OpenAPI need no token', async () => {
  const status = (await (await fetch(`${collection.base}/v1/status`)).json()) as { node: string };
  const format = (await (await fetch(`${collection.base}/v1/formats/REG`)).json()) as { columns: { name: string }[] };
  const openapi = (await (await fetch(`${collection.base}/openapi.json`)).json()) as { openapi: string; paths: object };

  assert.equal(status.node, '330000');
  assert.ok(format.columns.some(({ name }) => name === 'establishedOn'));
  assert.match(openapi.openapi, /^3\.1/);
  assert.ok('/v1/submissions/{submissionId}/take-back' in openapi.paths);
});
