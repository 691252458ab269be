import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRecordId } from '@necips/domain';
import { verifyProof } from '@necips/proof';
import { until } from '@necips/testbed';
import { addSignature, cosignerOf, makeKey } from '@necips/tlog';
import { joinFederation } from './federation.ts';
import { type Published, publishIn, startProvince } from './province.ts';
import { aRegistration } from './registrations.ts';

test('a record is proved by a file that holds offline, and its withdrawal by another', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province, { settings: { BATCH_LEAVES_MAX: '100' } });
  const many = Array.from({ length: 600 }, (_, subject) => aRegistration({ subject, version: 1 }));
  await province.collection.append(many);
  await published.size(600);
  const { recordId } = many[311] as { recordId: string };
  const keys = { provinceKeys: [province.verifierKey] };

  const proof = await getProof(published, recordId);
  const shown = verifyProof(await proof.text(), keys);

  assert.ok(shown.verdict === 'published', shown.words);
  assert.deepEqual([shown.recordId, shown.index, shown.size, shown.cosignedAt], [recordId, 311, 600, null]);
  assert.equal(shown.publicPart, many[311]?.publicPart);
  assert.match(proof.headers.get('content-disposition') ?? '', /^attachment; filename="330000-REG-.*\.tlog-proof"$/);
  assert.equal(proof.headers.get('cache-control'), 'no-cache');

  await province.collection.append([aRegistration({ subject: 311, version: 2, op: 'withdraw' })]);
  await published.size(601);
  const gone = await getProof(published, recordId);
  assert.deepEqual([gone.status, ((await gone.json()) as { reason: string }).reason], [404, 'record_not_shown']);
  const withdrawal = await published.get('/v1/nodes/330000/leaves/600/proof');
  assert.equal(withdrawal.headers.get('cache-control'), 'public, max-age=3600');
  const first = await (await published.get('/v1/nodes/330000/leaves/311/proof')).text();
  const ended = verifyProof(first, { ...keys, successor: await withdrawal.text() });
  assert.ok(ended.verdict === 'withdrawn', ended.words);
  assert.deepEqual([ended.index, ended.successorIndex, ended.publicPart], [311, 600, null]);
});

test('what is not there, or not this node’s, is not proved', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  await province.collection.append([aRegistration({ subject: 0, version: 1 })]);
  await published.size(1);

  const unknown = formatRecordId({ node: '330000', item: 'REG', businessKey: 'nobody' });
  for (const path of [
    '/v1/nodes/330000/leaves/1/proof',
    '/v1/nodes/440000/leaves/0/proof',
    `/v1/records/proof?recordId=${encodeURIComponent(unknown)}`,
    '/v1/records/proof?recordId=x',
  ]) {
    assert.equal((await published.get(path)).status, 404, path);
  }
  assert.equal((await published.get('/v1/nodes/330000/leaves/-1/proof')).status, 400);
  assert.equal((await published.get('/v1/records/proof')).status, 400);
});

test('once the centre has cosigned a checkpoint, proofs bear its word; a note that is not ours is not shown', async () => {
  await using federation = await joinFederation();
  await using province = await startProvince({ settings: federation.settings });
  await using published = await publishIn(province);
  const { node } = federation;
  const records = [0, 1].map((subject) => aRegistration({ node, subject, version: 1 }));
  await province.collection.append(records);
  const { note, root } = await published.size(2);
  const centre = makeKey('necips.local/centre');
  const keys = { provinceKeys: [province.verifierKey], centreKey: centre.verifierKey };
  const verdict = async () => verifyProof(await (await getProof(published, records[0]?.recordId ?? '')).text(), keys);
  const cosigned = addSignature(note, cosignerOf(centre.signerKey, 1_767_225_700));

  await federation.sendReceipt({ verifiedSize: 2, root, verifiedAtMs: 2_000, cosignedCheckpoint: cosigned });
  await until(async () => (await province.sql`select from receipt where cosigned_checkpoint <> ''`).length === 1);
  const shown = await verdict();
  await federation.sendReceipt({ verifiedSize: 2, root, verifiedAtMs: 3_000, cosignedCheckpoint: 'hello' });
  await until(async () => (await province.sql`select from receipt where verified_at_ms = 3000`).length === 1);
  const later = await verdict();

  assert.ok(shown.verdict === 'published' && later.verdict === 'published', `${shown.words} ${later.words}`);
  assert.deepEqual([shown.cosignedAt, later.cosignedAt], [1_767_225_700, null]);
});

function getProof({ get }: Published, recordId: string): Promise<Response> {
  return get(`/v1/records/proof?recordId=${encodeURIComponent(recordId)}`);
}
