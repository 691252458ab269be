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

test('after a restart the patrol goes on in its round where it stood', async () => {
  await using bed = await ServiceBed.open();
  const province = await bed.openProvince();
  const { node, log } = province;
  {
    await using centre = await bed.start({ AGGREGATION_PATROL_LEAVES_PER_SECOND: '1' });
    await centre.enrol(node, province.enrolment, await bed.token('central-admin'));
    for (let from = 0; from < 2_500; from += 500)
      await province.send(log.publish(...Array.from({ length: 500 }, (_, n) => aRegistration(from + n))));
    await province.receipt(2_500);
    await startRound(centre, node, await bed.token('central-admin'), 1);
    await until(async () => Number((await patrolOf(centre, node))['nextIndex']) >= 1_000);
  }
  const sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  const [before] = await sql<{ round: number; nextIndex: number; leaves: number }[]>`
    select round, next_index as "nextIndex", leaves_total as leaves from exchange.patrol where node = ${node}`;
  assert.ok(before && before.nextIndex < 2_500, `it stood at leaf ${before?.nextIndex}`);
  await sql.end();

  await using centre = await bed.start({
    AGGREGATION_PATROL_LEAVES_PER_SECOND: '0',
    AGGREGATION_PATROL_ROUND_PAUSE_MS: '600000',
  });
  const status = await ended(centre, node, before.round);

  assert.deepEqual(
    [status['round'], Number(status['leavesTotal']) - before.leaves],
    [before.round + 1, 2_500 - before.nextIndex],
    'what was looked at before is not looked at again',
  );
});

async function startRound(
  centre: RunningCentre,
  node: string,
  token: string,
  leavesPerSecond = 0,
): Promise<{ round: number }> {
  const response = await fetch(`${centre.rest}/v1/nodes/${node}/patrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ leavesPerSecond }),
  });
  assert.equal(response.status, 202);
  return (await response.json()) as { round: number };
}

/** Waits until the round has ended. */
async function ended(centre: RunningCentre, node: string, round: number): Promise<Record<string, unknown>> {
  return until(async () => {
    const patrol = await patrolOf(centre, node);
    return Number(patrol['round']) > round && patrol;
  });
}

async function patrolOf(centre: RunningCentre, node: string): Promise<Record<string, unknown>> {
  return (await centre.get(`/v1/nodes/${node}`)).body['patrol'] as Record<string, unknown>;
}
