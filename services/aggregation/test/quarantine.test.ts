import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connectPostgres, verifyAuditChain } from '@necips/runtime';
import { aRegistration } from './province.ts';
import { type BedProvince, type RunningCentre, ServiceBed } from './service.ts';

const POISON = 1_000;
const POLL_MS = 50;

let bed: ServiceBed;
let province: BedProvince;

before(async () => {
  bed = await ServiceBed.open();
  province = await bed.openProvince();
});

after(() => bed[Symbol.asyncDispose]());

test('a thousand poison messages between good ones stop nothing, and each is kept with its reason', async () => {
  await using centre = await bed.start();
  const poisoned = await bed.openProvince();
  const admin = await bed.token('central-admin');
  for (const each of [poisoned, province]) await centre.enrol(each.node, each.enrolment, admin);
  const good = [1, 2, 3].map((n) => poisoned.log.publish(aRegistration(n)));
  const poison = Array.from({ length: POISON }, (_, n) => Buffer.from([0xff, n >> 8, n & 0xff]));

  await poisoned.send(good[0] as never, ...poison.slice(0, POISON / 2));
  await poisoned.send(good[1] as never, ...poison.slice(POISON / 2), good[2] as never);

  await poisoned.receipt(3);
  const status = await untilStatus(centre, poisoned, ({ quarantine }) => quarantine.messages === POISON);
  assert.equal(status.verifiedSize, 3);
  assert.match(status.quarantine.reason, /1000 条消息/);
});

test('a message that was refused only for what was missing then is applied when it is given in again', async () => {
  await using centre = await bed.start();
  const admin = await bed.token('central-admin');
  await discardAll();
  // A log that nobody can read and a key that nobody knows yet: here a message whose content was not there in time.
  const batch = province.log.publish(aRegistration(10));
  const message = province.log.message(batch);
  const sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  province.served.isAway = true;
  const keep = (bytes: Buffer, total: number, offset: number) => sql`
    insert into quarantine (node, topic, partition, message_offset, reason, detail, bytes, bytes_total, at)
    values (${province.node}, ${message.topic}, 0, ${offset}, 'not_storable', '', ${bytes}, ${total}, now()) returning id`;
  const [[whole], [cut]] = [
    await keep(message.value, message.value.length, 900_001),
    await keep(message.value.subarray(0, 10), message.value.length, 900_002),
  ];

  const replayed = await centre.post(`/v1/quarantine/${whole?.id}/replay`, {}, admin);
  const again = await centre.post(`/v1/quarantine/${whole?.id}/replay`, {}, admin);
  const beginning = await centre.post(`/v1/quarantine/${cut?.id}/replay`, {}, admin);
  province.served.isAway = false;

  assert.deepEqual([replayed.status, replayed.body.outcome, replayed.body.appliedLeaves], [200, 'applied', 1]);
  assert.equal(again.body.outcome, 'duplicate');
  assert.deepEqual([beginning.status, beginning.body.reason], [409, 'not_whole']);
  const status = await untilStatus(centre, province, ({ verifiedSize }) => verifiedSize === province.log.size);
  assert.equal(status.quarantine.messages, 1, 'what was applied in the end counts no more');
  await sql.end();
});

test('all of a province are given in again by one act, what is still refused says why, and one may be deleted', async () => {
  await using centre = await bed.start();
  const admin = await bed.token('central-admin');
  await discardAll();
  await province.send(Buffer.from([0xff, 1]), Buffer.from([0xff, 2]));
  await untilStatus(centre, province, ({ quarantine }) => quarantine.messages === 2);

  const { status, body } = await centre.post(`/v1/nodes/${province.node}/quarantine/replay`, {}, admin);
  const [first] = body.items as { id: number; outcome: string }[];
  const deleted = await remove(centre, `/v1/quarantine/${first?.id}`, admin);
  const missing = await remove(centre, `/v1/quarantine/${first?.id}`, admin);

  assert.equal(status, 200);
  assert.deepEqual(
    (body.items as { outcome: string }[]).map(({ outcome }) => outcome),
    ['refused:undecodable', 'refused:undecodable'],
  );
  assert.deepEqual([deleted, missing], [204, 404]);
  assert.equal((await untilStatus(centre, province, () => true)).quarantine.messages, 1);
  assert.equal((await centre.post(`/v1/quarantine/1/replay`, {}, await bed.token('auditor'))).status, 403);
  const sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  await verifyAuditChain(sql);
  const acts = await sql<{ act: string }[]>`select act from runtime.audit_entry order by sequence`;
  assert.deepEqual(
    acts.slice(-3).map(({ act }) => act),
    ['replay_quarantined', 'replay_quarantined', 'delete_quarantined'],
  );
  await sql.end();
});

interface Status {
  verifiedSize: number;
  quarantine: { messages: number; reason: string };
}

/** Polls, because nothing tells of a change of status; the test's own time limit ends it. */
async function untilStatus(
  centre: RunningCentre,
  { node }: BedProvince,
  isReached: (status: Status) => boolean,
): Promise<Status> {
  for (;;) {
    const status = (await centre.get(`/v1/nodes/${node}`)).body as unknown as Status;
    if (isReached(status)) return status;
    await delay(POLL_MS);
  }
}

async function remove(centre: RunningCentre, path: string, token: string): Promise<number> {
  const response = await fetch(`${centre.rest}${path}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
  await response.body?.cancel();
  return response.status;
}

async function discardAll(): Promise<void> {
  const sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  await sql`delete from quarantine`;
  await sql.end();
}
