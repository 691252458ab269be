import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyProof } from '@necips/proof';
import { connectPostgres } from '@necips/runtime';
import { cosignatureVerifierOf, findSignature, makeKey } from '@necips/tlog';
import { missingPython, runBoth } from './proof-commands.ts';
import { aRegistration, codeOf } from './province.ts';
import { type BedProvince, type RunningCentre, ServiceBed } from './service.ts';

const CENTRE = makeKey('necips.local/centre');
const keyFile = join(tmpdir(), `necips-centre-${process.pid}.key`);
const FIRST_RECORDS = 600;
const DAMAGED = 8;

const running = new AsyncDisposableStack();
let bed: ServiceBed;
let centre: RunningCentre;
let province: BedProvince;

before(async () => {
  await writeFile(keyFile, `${CENTRE.signerKey}\n`, { mode: 0o600 });
  bed = running.use(await ServiceBed.open());
  province = await bed.openProvince();
  centre = running.use(await bed.start({ AGGREGATION_KEY_FILE: keyFile }));
  await centre.enrol(province.node, province.enrolment, await bed.token('central-admin'));
  const registrations = Array.from({ length: FIRST_RECORDS }, (_, n) => aRegistration(n));
  await province.send(province.log.publish(...registrations));
  await province.receipt(FIRST_RECORDS);
});

after(() => running.disposeAsync());

test('a receipt carries the province’s checkpoint with the centre’s cosignature', async () => {
  const { cosignedCheckpoint } = await province.receipt(FIRST_RECORDS);

  assert.ok(cosignedCheckpoint.startsWith(province.log.checkpoint));
  assert.ok(findSignature(cosignedCheckpoint, cosignatureVerifierOf(CENTRE.verifierKey)));
});

test('the keys that outsiders need are shown', async () => {
  const { body } = await centre.get('/v1/keys');

  const { node } = province;
  const { origin, verifierKey } = province.log;
  const logKeys = [{ generation: 1, fromSize: 0, verifierKey }];
  assert.deepEqual(body, { centre: CENTRE.verifierKey, nodes: [{ node, origin, keys: [verifierKey], logKeys }] });
});

test('the centre proves any record and says that it is current', async () => {
  const recordId = province.log.recordIdOf(codeOf(311));
  const proof = await text(`/v1/records/proof?recordId=${encodeURIComponent(recordId)}`);
  const status = await text(`/v1/nodes/${province.node}/leaves/311/status`);

  const published = verifyProof(proof, keys());
  const current = verifyProof(proof, { ...keys(), status });

  assert.ok(published.verdict === 'published', published.words);
  assert.deepEqual([published.index, published.size, published.recordId], [311, FIRST_RECORDS, recordId]);
  assert.ok(published.cosignedAt);
  assert.ok(current.verdict === 'current', current.words);
  assert.match(current.words, /^现行：截至日志 600 叶 .*总局于 .* 的陈述/);
});

test('what is replaced and then withdrawn is said to be so, proved by its last leaf', async () => {
  const proof = await text(`/v1/records/proof?recordId=${encodeURIComponent(province.log.recordIdOf(codeOf(5)))}`);
  const statusOf = (index: number) => text(`/v1/nodes/${province.node}/leaves/${index}/status`);

  await province.send(province.log.publish(aRegistration(5, { name: '更名公司' })));
  await province.receipt(FIRST_RECORDS + 1);
  const replaced = verifyProof(proof, { ...keys(), status: await statusOf(5) });
  await province.send(province.log.withdraw(codeOf(5)));
  await province.receipt(FIRST_RECORDS + 2);
  const ended = verifyProof(proof, { ...keys(), status: await statusOf(5) });
  const successor = await text(`/v1/nodes/${province.node}/leaves/${FIRST_RECORDS + 1}/proof`);
  const proved = verifyProof(proof, { ...keys(), successor });

  assert.equal(replaced.verdict, 'superseded', replaced.words);
  assert.equal(ended.verdict, 'withdrawn', ended.words);
  assert.ok(proved.verdict === 'withdrawn', proved.words);
  assert.equal(proved.successorIndex, FIRST_RECORDS + 1);
  const last = await centre.get(`/v1/nodes/${province.node}/leaves/${FIRST_RECORDS + 1}/status`);
  assert.deepEqual([last.status, last.body['reason']], [409, 'not_publishing']);
  const beyond = await centre.get(`/v1/nodes/${province.node}/leaves/${FIRST_RECORDS + 2}/status`);
  assert.deepEqual([beyond.status, beyond.body['reason']], [404, 'no_such_leaf']);
});

test('a record under a withdrawal that is not verified yet is neither proved nor called current', async () => {
  const sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  const { node } = province;
  await sql`
    insert into exchange.hidden (node, generation, pseudonym, leaf_index, hidden_at_ms)
    select node, generation, pseudonym, 1000000, 0 from exchange.record
    where node = ${node} and record_id = ${province.log.recordIdOf(codeOf(7))}`;
  const recordId = encodeURIComponent(province.log.recordIdOf(codeOf(7)));

  const proof = await centre.get(`/v1/records/proof?recordId=${recordId}`);
  const status = await centre.get(`/v1/nodes/${node}/leaves/7/status`);

  await sql`delete from exchange.hidden`;
  await sql.end();
  assert.deepEqual([proof.status, proof.body['reason']], [404, 'record_not_shown']);
  assert.deepEqual([status.status, status.body['reason']], [503, 'withdrawal_not_verified']);
});

test('nobody is handed a proof that does not hold, and what was damaged is computed again', async () => {
  const sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  const path = `/v1/records/proof?recordId=${encodeURIComponent(province.log.recordIdOf(codeOf(300)))}`;
  await text(path);
  await sql`update tile_root set root = decode(repeat('00', 32), 'hex') where node = ${province.node}`;

  const refused = await centre.get(path);
  const again = verifyProof(await text(path), keys());

  await sql.end();
  assert.deepEqual([refused.status, refused.body['reason']], [503, 'not_provable']);
  assert.equal(again.verdict, 'published');
});

test('the commands of outsiders say the same of what is served, whole and damaged', {
  skip: missingPython(),
}, async () => {
  const recordId = encodeURIComponent(province.log.recordIdOf(codeOf(400)));
  const proof = await text(`/v1/records/proof?recordId=${recordId}`);
  const status = await text(`/v1/nodes/${province.node}/leaves/400/status`);
  const damaged = Array.from({ length: DAMAGED }, (_, i) => {
    const bytes = Buffer.from(proof);
    const at = Math.floor((bytes.length * (i + 0.5)) / DAMAGED);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  });

  const [ours, theirs] = runBoth({ proof, status }, keys());
  const outcomes = damaged.map((file) => runBoth({ proof: file }, keys()));

  assert.deepEqual([ours.status, ours.verdict['verdict']], [0, 'current']);
  assert.deepEqual(theirs, ours);
  for (const [one, other] of outcomes) assert.deepEqual(other, one);
  assert.ok(
    outcomes.every(([{ status: exit }]) => exit === 1),
    'nothing damaged holds',
  );
});

function keys() {
  return { provinceKeys: [province.log.verifierKey], centreKey: CENTRE.verifierKey };
}

async function text(path: string): Promise<string> {
  const response = await fetch(`${centre.rest}${path}`);
  const content = await response.text();
  assert.equal(response.status, 200, content);
  return content;
}
