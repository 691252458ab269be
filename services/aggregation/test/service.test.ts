import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { QueryService } from '@necips/proto';
import { createGrpcClient } from '@necips/runtime';
import { makeKey } from '@necips/tlog';
import { aRegistration, codeOf } from './province.ts';
import { type BedProvince, ServiceBed } from './service.ts';

let bed: ServiceBed;
let [zhejiang, guangdong]: BedProvince[] = [];

before(async () => {
  bed = await ServiceBed.open();
  zhejiang = await bed.openProvince();
  guangdong = await bed.openProvince();
});

after(() => bed[Symbol.asyncDispose]());

test('a province that an administrator enrols is followed at once, and told how far it is verified', async () => {
  await using centre = await bed.start();
  const province = zhejiang as BedProvince;
  await province.send(province.log.publish(aRegistration(1), aRegistration(2)));

  const { status, body } = await centre.enrol(province.node, province.enrolment, await bed.token('central-admin'));

  assert.equal(status, 201, JSON.stringify(body));
  const receipt = await province.receipt(2);
  assert.equal(receipt.node, province.node);
  assert.deepEqual(Buffer.from(receipt.root), Buffer.from(province.log.root));
  const subject = await centre.get(`/v1/subjects/${codeOf(1)}`);
  assert.equal(subject.body.name, aRegistration(1).name);
  const found = await centre.get(`/v1/subjects?name=${encodeURIComponent('测试2号')}&match=contains`);
  assert.deepEqual(
    (found.body.items as { code: string }[]).map(({ code }) => code),
    [codeOf(2)],
  );
  const client = createGrpcClient(QueryService, { address: `127.0.0.1:${centre.service.grpc.port}` });
  assert.equal((await client.unary('getSubject', { code: codeOf(2) })).subject?.node, province.node);
  client.close();
});

test('who may not enrol is refused, and a pinned key is never replaced', async () => {
  await using centre = await bed.start();
  const province = zhejiang as BedProvince;
  const { logOrigin } = province.enrolment;
  const admin = await bed.token('central-admin');
  const other = { ...province.enrolment, logKey: makeKey(logOrigin).verifierKey };

  assert.equal((await centre.enrol(province.node, province.enrolment)).status, 401);
  assert.equal((await centre.enrol(province.node, province.enrolment, await bed.token('auditor'))).status, 403);
  const refused = await centre.enrol(province.node, other, admin);
  assert.deepEqual([refused.status, refused.body.reason], [409, 'key_pinned']);
  assert.equal((await centre.enrol(province.node, province.enrolment, admin)).status, 200);
  assert.equal((await centre.enrol('100000', province.enrolment, admin)).status, 400);
  assert.equal((await centre.enrol(province.node, { ...province.enrolment, logUrl: 'file:///x' }, admin)).status, 400);
});

test('after a restart the province is told again, and what came meanwhile is applied', async () => {
  const province = zhejiang as BedProvince;
  province.receipts.length = 0;
  await province.send(province.log.withdraw(codeOf(1)), province.log.publish(aRegistration(3)));

  await using centre = await bed.start();

  await province.receipt(4);
  assert.equal((await centre.get(`/v1/subjects/${codeOf(1)}`)).status, 404);
  assert.equal((await centre.get(`/v1/subjects/${codeOf(3)}`)).status, 200);
});

test('a poisoned topic holds no other province up, and is shown to those who run the system', async () => {
  await using centre = await bed.start();
  const [poisoned, sound] = [guangdong, zhejiang] as [BedProvince, BedProvince];
  const admin = await bed.token('central-admin');
  await centre.enrol(poisoned.node, poisoned.enrolment, admin);
  poisoned.served.batches = () => [];
  sound.receipts.length = 0;

  await poisoned.send(Buffer.from([0xff]), poisoned.log.publish(aRegistration(50, { head: { version: 9 } })));
  await sound.send(sound.log.publish(aRegistration(4)));

  await sound.receipt(sound.log.size);
  await eventually(async () => {
    const { body } = await centre.get('/v1/quarantine', await bed.token('auditor'));
    const reasons = (body.items as { node: string; reason: string }[]).map(({ reason }) => reason);
    assert.deepEqual(reasons, ['head_differs', 'undecodable']);
  });
  assert.equal((await centre.get('/v1/quarantine')).status, 401);
  const states = (await centre.get('/v1/nodes')).body.items as { node: string; verifiedSize: number; state: string }[];
  assert.deepEqual(Object.fromEntries(states.map(({ node, verifiedSize }) => [node, verifiedSize])), {
    [poisoned.node]: 0,
    [sound.node]: sound.log.size,
  });
});

test('a province that is ahead while Kafka brings nothing is read in bulk', async () => {
  await using centre = await bed.start();
  const province = zhejiang as BedProvince;
  province.log.publish(aRegistration(60));
  province.log.publish(aRegistration(61));

  await province.receipt(province.log.size);

  assert.equal((await centre.get(`/v1/subjects/${codeOf(61)}`)).status, 200);
  await eventually(async () => {
    const { body } = await centre.get(`/v1/repairs?node=${province.node}&limit=1`, await bed.token('auditor'));
    const [repair] = body.items as { kind: string; how: string }[];
    assert.deepEqual([repair?.kind, repair?.how], ['behind', 'bulk_read']);
  });
  const status = (await centre.get(`/v1/nodes/${province.node}`)).body;
  assert.equal(status.state, 'verified');
  assert.equal((await centre.get('/v1/nodes/999999')).status, 404);
});

/** Repeats an assertion until it holds: what it looks at is written after what was awaited. */
async function eventually(assertion: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
