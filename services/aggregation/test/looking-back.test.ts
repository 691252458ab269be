// What the centre shows of what was: latency over time, the records of a stretch of a log, the audit log.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { aRegistration } from './province.ts';
import { type BedProvince, type RunningCentre, ServiceBed } from './service.ts';

const GIVE_UP_MS = 30_000;
const INTERVAL_MS = 200;
const SETTINGS = { AGGREGATION_LATENCY_INTERVAL_MS: String(INTERVAL_MS) };

let bed: ServiceBed;
let province: BedProvince;

before(async () => {
  bed = await ServiceBed.open();
  province = await bed.openProvince();
});

after(() => bed[Symbol.asyncDispose]());

test('latency is kept over time and a restart, and forgotten when it is old', async () => {
  {
    await using centre = await bed.start(SETTINGS);
    await centre.enrol(province.node, province.enrolment, await bed.token('central-admin'));
    await province.send(province.log.publish(aRegistration(1), aRegistration(2)));
    await province.receipt(2);
    const { items, stepMs } = await latency(centre, 2);
    assert.ok(items.every(({ p50Ms, p99Ms, at }) => p50Ms <= p99Ms && Date.parse(at) % stepMs === 0));
  }
  {
    await using centre = await bed.start(SETTINGS);
    assert.equal(countOf(await latency(centre, 2)), 2);
    assert.equal((await centre.get(`/v1/nodes/${province.node}/latency?hours=0`)).status, 400);
  }
  await using forgetful = await bed.start({ ...SETTINGS, AGGREGATION_LATENCY_KEEP_MS: '1000' });
  await until(async () => countOf(await latency(forgetful, 0)) === 0);
});

test('the records of a stretch of a log are those that stand there now', async () => {
  await using centre = await bed.start();
  const auditor = await bed.token('auditor');
  const path = `/v1/nodes/${province.node}/records`;

  const { body } = await centre.get(`${path}?fromIndex=1&toIndex=2`, auditor);
  const items = body['items'] as { leafIndex: number; recordId: string; subject: object | null }[];

  assert.deepEqual(
    items.map(({ leafIndex }) => leafIndex),
    [1],
  );
  assert.match(items[0]?.recordId ?? '', new RegExp(`^${province.node}/REG/`));
  assert.equal((await centre.get(`${path}?fromIndex=1&toIndex=1`, auditor)).status, 400);
  assert.equal((await centre.get(`${path}?fromIndex=0&toIndex=10001`, auditor)).status, 400);
  assert.equal((await centre.get(`${path}?fromIndex=0&toIndex=1`)).status, 401);
});

test('auditors read the audit log and check it whole, administrators do not', async () => {
  await using centre = await bed.start();
  const auditor = await bed.token('auditor');

  const { body } = await centre.get('/v1/audit?act=enrol_node', auditor);
  const [line] = body['items'] as { object: string; details: { logOrigin: string } }[];

  assert.deepEqual([line?.object, line?.details.logOrigin], [province.node, province.log.origin]);
  assert.deepEqual((await centre.get('/v1/audit/chain', auditor)).body, { lines: 1, fault: null });
  assert.equal((await centre.get('/v1/audit', await bed.token('central-admin'))).status, 403);
  assert.equal((await centre.get('/v1/audit')).status, 401);
});

/** The latency history once it has this many leaves. */
async function latency(centre: RunningCentre, leaves: number): Promise<History> {
  let history: History = { stepMs: 0, items: [] };
  await until(async () => {
    const { body } = await centre.get(`/v1/nodes/${province.node}/latency?hours=1`);
    history = body as unknown as History;
    return countOf(history) >= leaves;
  });
  return history;
}

function countOf({ items }: History): number {
  return items.reduce((total, { samples }) => total + samples, 0);
}

interface History {
  stepMs: number;
  items: { at: string; samples: number; p50Ms: number; p99Ms: number }[];
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  while (!(await isSo())) {
    assert.ok(Date.now() < giveUpAt, 'it comes about in time');
    await delay(INTERVAL_MS / 2);
  }
}
