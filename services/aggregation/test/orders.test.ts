// What administrators order, and what the administrators of a province are told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { necips } from '@necips/proto';
import { connectPostgres, verifyAuditChain } from '@necips/runtime';
import { leafHash, rootOf } from '@necips/tlog';
import { aRegistration } from './province.ts';
import { type BedProvince, ServiceBed } from './service.ts';

const { NoticeKind } = necips.federation.v1;

let bed: ServiceBed;
let province: BedProvince;

before(async () => {
  bed = await ServiceBed.open();
  province = await bed.openProvince();
});

after(() => bed[Symbol.asyncDispose]());

test('a province is stopped and goes on by order, in every process at once, and is told both', async () => {
  await using centre = await bed.start();
  await using other = await bed.start();
  const admin = await bed.token('central-admin');
  await centre.enrol(province.node, province.enrolment, admin);
  await province.send(province.log.publish(aRegistration(1)));
  await province.receipt(1);

  const stopped = await other.post(`/v1/nodes/${province.node}/stop`, { reason: '密钥疑似泄露' }, admin);
  const told = await province.notice();
  await province.send(province.log.publish(aRegistration(2)));
  const again = await centre.post(`/v1/nodes/${province.node}/stop`, { reason: '密钥疑似泄露' }, admin);
  const seen = province.notices.length;
  const resumed = await other.post(`/v1/nodes/${province.node}/resume`, { reason: '经核查密钥未泄露' }, admin);

  assert.deepEqual([stopped.status, stopped.body.state, again.status], [200, 'stopped', 409]);
  assert.deepEqual(
    [told.kind, told.verifiedSize, /密钥疑似泄露/.test(told.reason)],
    [NoticeKind.NOTICE_KIND_STOPPED, 1, true],
  );
  assert.equal(resumed.status, 200);
  await province.receipt(2);
  assert.equal((await province.notice(seen)).kind, NoticeKind.NOTICE_KIND_RESUMED);
  assert.equal((await centre.post(`/v1/nodes/${province.node}/resume`, { reason: '再次恢复' }, admin)).status, 409);
  const sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  assert.equal(await verifyAuditChain(sql), 3);
  await sql.end();
});

test('only an administrator of the centre may stop a province or let it go on, and says why', async () => {
  await using centre = await bed.start();
  const admin = await bed.token('central-admin');
  const path = `/v1/nodes/${province.node}/stop`;

  assert.equal((await centre.post(path, { reason: '没有身份' })).status, 401);
  assert.equal((await centre.post(path, { reason: '没有权限' }, await bed.token('auditor'))).status, 403);
  assert.equal((await centre.post(path, { reason: '    ' }, admin)).status, 400);
  assert.equal((await centre.post('/v1/nodes/999999/stop', { reason: '没有这个节点' }, admin)).status, 404);
});

test('both administrators are told what contradicts what, and the province again when the centre restarts', async () => {
  const lie = province.log.leafOf(aRegistration(9));
  const note = province.log.note(1, rootOf([leafHash(lie.leaf)]));
  const seen = province.notices.length;
  {
    await using centre = await bed.start();
    province.served.checkpoint = () => note;

    const told = await province.notice(seen, note);

    assert.deepEqual([told.kind, told.otherCheckpoint], [NoticeKind.NOTICE_KIND_STOPPED, note]);
    const status = await centre.get(`/v1/nodes/${province.node}`);
    assert.equal(status.body.state, 'stopped');
    assert.equal(status.body.reason, told.reason);
    const { items } = (await centre.get('/v1/evidence', await bed.token('auditor'))).body as {
      items: { id: string }[];
    };
    const file = await centre.get(`/v1/evidence/${items[0]?.id}`, await bed.token('auditor'));
    assert.equal(file.body.otherCheckpoint, note);
    assert.equal((await centre.get('/v1/evidence')).status, 401);
  }
  const before = province.notices.length;
  await using centre = await bed.start();
  assert.equal((await province.notice(before, note)).kind, NoticeKind.NOTICE_KIND_STOPPED);
  assert.equal((await centre.get(`/v1/nodes/${province.node}`)).body.state, 'stopped');
});
