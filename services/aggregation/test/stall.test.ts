import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openKafkaDetour } from '@necips/testbed';
import { aRegistration } from './province.ts';
import { type BedProvince, type RunningCentre, ServiceBed } from './service.ts';

const POLL_MS = 50;

let bed: ServiceBed;
let province: BedProvince;

before(async () => {
  bed = await ServiceBed.open();
  province = await bed.openProvince();
});

after(() => bed[Symbol.asyncDispose]());

test('a province whose consumer hangs is said to be stalled, and moves again by new connections', async () => {
  await using detour = await openKafkaDetour();
  await using centre = await bed.start({
    AGGREGATION_KAFKA_BROKERS: detour.address,
    AGGREGATION_STALL_AFTER_MS: '1000',
    // Nothing but Kafka brings the leaves here.
    AGGREGATION_CATCH_UP_AFTER_MS: '3600000',
  });
  await centre.enrol(province.node, province.enrolment, await bed.token('central-admin'));
  await province.send(province.log.publish(aRegistration(1)));
  await province.receipt(1);

  detour.link.strand();
  await province.send(province.log.publish(aRegistration(2)));

  const stalled = await untilStatus(centre, ({ stalledSince }) => stalledSince !== null);
  assert.match(stalled.reason, /published leaves wait|Kafka does not answer/);
  const moved = await untilStatus(centre, ({ verifiedSize }) => verifiedSize === 2);
  assert.equal(moved.state, 'verified');
  const again = await untilStatus(centre, ({ stalledSince }) => stalledSince === null);
  assert.doesNotMatch(again.reason, /wait|answer/);
  const metrics = await (await fetch(`${centre.rest}/metrics`)).text();
  assert.match(metrics, new RegExp(`necips_stalls_total{[^}]*node="${province.node}"[^}]*} [1-9]`));
});

interface Status {
  stalledSince: string | null;
  verifiedSize: number;
  state: string;
  reason: string;
}

/** Polls, because nothing tells of a change of status; the test's own time limit ends it. */
async function untilStatus(centre: RunningCentre, isReached: (status: Status) => boolean): Promise<Status> {
  for (;;) {
    const status = (await centre.get(`/v1/nodes/${province.node}`)).body as unknown as Status;
    if (isReached(status)) return status;
    await delay(POLL_MS);
  }
}
