import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { necips } from '@necips/proto';
import { signedText, signedWithdrawalText, signingKeyId } from '../src/domain/department/signature.ts';
import { aCollection, countsOf, DEPARTMENTS, type SubmissionJson, type TestCollection } from './support/collection.ts';
import { aFile, aRow, HEADER } from './support/rows.ts';
import { aRecordId } from './support/withdrawals.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection();
});
after(() => collection[Symbol.asyncDispose]());

const DEPARTMENT = DEPARTMENTS[0].uscc;

async function administer(method: string, path: string, body: unknown) {
  const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await collection.call(
    `/v1/departments/${DEPARTMENT}${path}`,
    init,
    collection.token('province-admin'),
  );
  return { status: response.status, json: (await response.json()) as { keyId: string; reason: string } };
}

async function aSigningKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const { status } = await administer('POST', '/keys', { publicKey: pem });
  assert.equal(status, 201);
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return { privateKey, keyId: signingKeyId(raw) };
}

function signatureOf(
  file: string,
  key: { privateKey: KeyObject; keyId: string },
  given: { time?: string; item?: string } = {},
) {
  const { time = `${new Date().toISOString().slice(0, 19)}Z`, item = 'REG' } = given;
  const bodyHash = createHash('sha256').update(file).digest();
  const text = signedText({ department: DEPARTMENT, item, time, bodyHash });
  const signature = sign(null, Buffer.from(text), key.privateKey).toString('base64');
  return { signature: `keyId="${key.keyId}",time="${time}",signature="${signature}"` };
}

function withdrawalSignature(recordId: string, reason: string, key: { privateKey: KeyObject; keyId: string }) {
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  const reasonHash = createHash('sha256').update(reason).digest();
  const text = signedWithdrawalText({ department: DEPARTMENT, recordId, time, reasonHash });
  return `keyId="${key.keyId}",time="${time}",signature="${sign(null, Buffer.from(text), key.privateKey).toString('base64')}"`;
}

async function refusal(response: Response) {
  const { status, reason } = (await response.json()) as { status: number; reason: string };
  return [status, reason];
}

test('a signature made as the README says is verified and kept with the submission', async () => {
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
  const [making, signing] = [...readme.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) =>
    block?.includes('signing.key') ? [block] : [],
  );
  const directory = await mkdtemp(join(tmpdir(), 'collection-signing-'));
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'file.csv'), aFile(aRow(1)));
  const env = {
    ...process.env,
    FILE: 'file.csv',
    DEPARTMENT,
    ITEM: 'REG',
    TOKEN: collection.token('department'),
    COLLECTION: collection.base,
  };
  const run = (script = '') => promisify(execFile)('sh', ['-ec', script], { cwd: directory, env });

  await run(making);
  const publicKey = await readFile(join(directory, 'signing.pub'), 'utf8');
  const { json: key } = await administer('POST', '/keys', { publicKey });
  const { stdout } = await run(signing);

  const submission = await collection.untilEnded((JSON.parse(stdout) as SubmissionJson).submissionId);
  assert.deepEqual(countsOf(submission), { rows: 1, accepted: 1, unchanged: 0, rejected: 0 });
  const [kept] = await collection.sql`
    select key_id, body_hash from submission_signature where submission_id = ${submission.submissionId}`;
  assert.equal(kept?.['key_id'], key.keyId);
  assert.deepEqual(
    kept?.['body_hash'],
    createHash('sha256')
      .update(aFile(aRow(1)))
      .digest(),
  );
});

test('of a batch with a wrong signature nothing is kept', async () => {
  const key = await aSigningKey();
  const before = await collection.sql`select count(*)::int as count from submission`;

  const otherFile = await collection.submit(aFile(aRow(2)), { headers: signatureOf(aFile(aRow(3)), key) });
  const otherItem = await collection.submit(aFile(aRow(2)), {
    headers: signatureOf(aFile(aRow(2)), key, { item: 'PEN' }),
  });

  assert.deepEqual(await refusal(otherFile), [422, 'wrong_signature']);
  assert.deepEqual(await refusal(otherItem), [422, 'wrong_signature']);
  const after = await collection.sql`select count(*)::int as count from submission`;
  assert.deepEqual(after, before);
});

test('a signature by an ended or unknown key, of another day, or in another shape is refused', async () => {
  const file = aFile(aRow(4));
  const key = await aSigningKey();
  const ended = await aSigningKey();
  await administer('POST', `/keys/${ended.keyId}/end`, {});
  const submit = async (headers: Record<string, string>) => await refusal(await collection.submit(file, { headers }));

  assert.deepEqual(await submit(signatureOf(file, ended)), [422, 'unknown_key']);
  assert.deepEqual(await submit(signatureOf(file, { ...key, keyId: '0'.repeat(16) })), [422, 'unknown_key']);
  assert.deepEqual(await submit(signatureOf(file, key, { time: '2020-01-01T00:00:00Z' })), [422, 'signature_too_old']);
  assert.deepEqual(await submit({ signature: 'sig1=:abc:' }), [422, 'bad_signature_header']);
});

test('a department that must sign hands in no batch without a signature, over gRPC neither', async () => {
  const key = await aSigningKey();
  const values = aRow(5).split(',');
  const csv = `${HEADER}\n${aRow(5)}\n`;
  async function* requests(signature: string) {
    yield { header: { item: 'REG', columns: HEADER.split(','), signature } };
    yield { rows: { rows: [{ values }] } };
  }
  await administer('PATCH', '', { signatureRequired: true });
  using client = collection.grpc();

  const unsigned = await collection.submit(aFile(aRow(5)));
  await assert.rejects(client.upload('submit', requests('')), { reason: 'signature_required' });
  const { submission } = await client.upload('submit', requests(signatureOf(csv, key).signature));
  await administer('PATCH', '', { signatureRequired: false });

  assert.deepEqual(await refusal(unsigned), [422, 'signature_required']);
  const kept = await collection.sql`
    select key_id from submission_signature where submission_id = ${submission?.submissionId ?? ''}`;
  assert.equal(kept[0]?.['key_id'], key.keyId);
});

test('a department that must sign hands in no single record without a signature, by either door', async () => {
  const key = await aSigningKey();
  const [name, code, establishedOn] = aRow(6).split(',');
  const record = JSON.stringify({ name, code, establishedOn });
  const send = async (body: string, headers: Record<string, string> = {}) => {
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
    return await collection.call('/v1/records/REG', init);
  };
  await administer('PATCH', '', { signatureRequired: true });
  using client = collection.grpc();

  const unsigned = await send(record);
  const other = await send(record, signatureOf(`${record} `, key));
  await assert.rejects(client.unary('submitRecord', { item: 'REG', record }), { reason: 'signature_required' });
  await assert.rejects(
    client.unary('submitRecord', { item: 'REG', record, signature: signatureOf('{}', key).signature }),
    { reason: 'wrong_signature' },
  );
  const kept = await collection.sql`select from submission where way = 'interface' and rows = 1 and account <> ''`;
  const signed = await send(record, { ...signatureOf(record, key), 'idempotency-key': 'signed-6' });
  const again = await send(record, { ...signatureOf(record, key), 'idempotency-key': 'signed-6' });
  const { signature } = signatureOf(record, key);
  const { outcome } = await client.unary('submitRecord', { item: 'REG', record, signature });
  await administer('PATCH', '', { signatureRequired: false });

  assert.deepEqual(await refusal(unsigned), [422, 'signature_required']);
  assert.deepEqual(await refusal(other), [422, 'wrong_signature']);
  const answers = (await Promise.all([signed.json(), again.json()])) as { submissionId: string; outcome: string }[];
  assert.deepEqual(
    answers.map(({ outcome: became }) => became),
    ['accepted', 'accepted'],
  );
  assert.equal(outcome, necips.submission.v1.RecordOutcome.RECORD_OUTCOME_UNCHANGED);
  const signatures = await collection.sql`
    select key_id from submission_signature where submission_id = ${answers[0]?.submissionId ?? ''}`;
  assert.equal(signatures[0]?.['key_id'], key.keyId);
  assert.equal(kept.length, 1, 'the batch of the test before, and nothing that was refused');
});

test('a department that must sign withdraws no record without a signature over it and the reason, by either door', async () => {
  const key = await aSigningKey();
  const reason = '录入错误';
  const [first, second] = [aRecordId(71), aRecordId(72)];
  await collection.load(aFile(aRow(71), aRow(72)));
  const withdraw = async (recordId: string, headers: Record<string, string> = {}) => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ reason }),
    };
    return await collection.call(`/v1/records/${encodeURIComponent(recordId)}/withdraw`, init);
  };
  const others = ['import', 'interface', 'connector'];
  await administer('PATCH', '', { signatureRequired: true, ways: others });
  using client = collection.grpc();

  const unsigned = await withdraw(first);
  const ofOther = await withdraw(first, { signature: withdrawalSignature(second, reason, key) });
  const ofOtherReason = await withdraw(first, { signature: withdrawalSignature(first, '另有原因', key) });
  const ofSubmission = await withdraw(first, signatureOf(reason, key));
  await assert.rejects(client.unary('withdrawRecord', { recordId: first, reason }), { reason: 'signature_required' });
  await assert.rejects(
    client.unary('withdrawRecord', { recordId: first, reason, signature: withdrawalSignature(second, reason, key) }),
    { reason: 'wrong_signature' },
  );
  const shown =
    await collection.sql`select max(version)::int as version from record_version where record_id = ${first}`;
  const signed = await withdraw(first, { signature: withdrawalSignature(first, reason, key) });
  const signature = withdrawalSignature(second, reason, key);
  const { submission } = await client.unary('withdrawRecord', { recordId: second, reason, signature });
  await administer('PATCH', '', { signatureRequired: false, ways: ['entry', ...others] });

  assert.deepEqual(await refusal(unsigned), [422, 'signature_required']);
  for (const response of [ofOther, ofOtherReason, ofSubmission])
    assert.deepEqual(await refusal(response), [422, 'wrong_signature']);
  assert.equal(shown[0]?.['version'], 1, 'nothing was withdrawn before');
  const ids = [((await signed.json()) as SubmissionJson).submissionId, submission?.submissionId ?? ''];
  const kept = await collection.sql`
    select way, key_id as "keyId", encode(body_hash, 'hex') as hash
    from submission join submission_signature on submission_id = id where id = any(${ids}::uuid[])`;
  const hash = createHash('sha256').update(reason).digest('hex');
  assert.deepEqual(
    [...kept],
    ids.map(() => ({ way: 'interface', keyId: key.keyId, hash })),
  );
});

test('a department that must sign, and may enter online, withdraws there without a signature, and not over gRPC', async () => {
  await collection.load(aFile(aRow(75)));
  const recordId = aRecordId(75);
  await administer('PATCH', '', { signatureRequired: true });
  using client = collection.grpc();

  await assert.rejects(client.unary('withdrawRecord', { recordId, reason: '录入错误' }), {
    reason: 'signature_required',
  });
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: '录入错误' }),
  };
  const response = await collection.call(`/v1/records/${encodeURIComponent(recordId)}/withdraw`, init);
  await administer('PATCH', '', { signatureRequired: false });

  assert.equal(response.status, 200);
  const { submissionId } = (await response.json()) as SubmissionJson;
  const [kept] = await collection.sql`select way from submission where id = ${submissionId}`;
  assert.deepEqual(kept, { way: 'entry' });
});

test('only an Ed25519 public key is registered', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ type: 'spki', format: 'pem' });
  const secret = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });

  for (const publicKey of [rsa, secret, 'no key']) {
    const { status, json } = await administer('POST', '/keys', { publicKey });
    assert.deepEqual([status, json.reason], [400, 'bad_signing_key']);
  }
});
