import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectPostgres } from '@necips/runtime';
import { until } from '@necips/testbed';
import { aRegistration } from './province.ts';
import { type RunningCentre, ServiceBed } from './service.ts';

test('the patrol goes round by itself and when it is asked to, and what it did is shown', async () => {
  await using bed = await ServiceBed.open();
  const province = await bed.openProvince();
  await using centre = await bed.start({ AGGREGATION_PATROL_ROUND_PAUSE_MS: '600000' });
  const admin = await bed.token('central-admin');
  await centre.enrol(province.node, province.enrolment, admin);
  await province.send(province.log.publish(...[1, 2, 3].map((n) => aRegistration(n))));
  await province.receipt(3);
  const sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  await sql`delete from exchange.record_content where node = ${province.node} and leaf_index = 1`;
  await sql.end();

  const { round } = await startRound(centre, province.node, admin);
  const status = await ended(centre, province.node, round);

  assert.equal(status['differencesOpen'], 0);
  assert.equal(status['differencesTotal'], 1);
  const auditor = await bed.token('auditor');
  const { body } = await centre.get(`/v1/differences?node=${province.node}&limit=1`, auditor);
  const [difference] = body['items'] as Record<string, unknown>[];
  assert.deepEqual(
    [difference?.['kind'], difference?.['leafIndex'], difference?.['how']],
    ['content_missing', 1, 'source'],
  );
  assert.equal(difference?.['recordId'], province.log.recordIdOf('91330000MA00000002'));
  assert.equal((await centre.get('/v1/differences')).status, 401);
});

async function startRound(centre: RunningCentre, node: string, token: string): Promise<{ round: number }> {
  const response = await fetch(`${centre.rest}/v1/nodes/${node}/patrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ leavesPerSecond: 0 }),
  });
  assert.equal(response.status, 202);
  return (await response.json()) as { round: number };
}

/** Waits until the round has ended. */
async function ended(centre: RunningCentre, node: string, round: number): Promise<Record<string, unknown>> {
  return until(async () => {
    const { body } = await centre.get(`/v1/nodes/${node}`);
    const patrol = body['patrol'] as Record<string, unknown>;
    return Number(patrol['round']) > round && patrol;
  });
}
