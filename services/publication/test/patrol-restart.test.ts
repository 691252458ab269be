// The patrol of a province goes on in its round after a restart, though what it checks of a tile began before it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '@necips/testbed';
import { type Province, type Published, publishIn, startProvince } from './province.ts';
import { aRegistration } from './registrations.ts';

const LEAVES = 2_500;

/** Published, and a round stands at the place that its first step has come to: every further one would take minutes. */
async function aProvinceUnderPatrol(): Promise<{ province: Province; stoodAt: PatrolShown }> {
  const province = await startProvince({ settings: { PATROL_LEAVES_PER_SECOND: '1' } });
  await using published = await publishIn(province);
  for (let from = 0; from < LEAVES; from += 500) {
    await province.collection.append(
      Array.from({ length: 500 }, (_, i) => aRegistration({ subject: from + i, version: 1 })),
    );
  }
  await published.size(LEAVES);
  const response = await published.get('/v1/patrol', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${province.realms.tokenFor('node-330000', 'province-admin')}`,
    },
    body: JSON.stringify({ leavesPerSecond: 1 }),
  });
  const { round } = (await response.json()) as { round: number };
  const stoodAt = await until(async () => {
    const patrol = await patrolOf(published);
    return patrol?.round === round && patrol.nextIndex >= 1_000 && patrol;
  });
  assert.ok(stoodAt.nextIndex < LEAVES, `it stands at leaf ${stoodAt.nextIndex}`);
  return { province, stoodAt };
}

test('after a restart a province’s patrol goes on where it stood, and mends the tiles that come after', async () => {
  const { province, stoodAt } = await aProvinceUnderPatrol();
  await using _ = province;
  await province.sql`delete from log_tile where level = 0 and tile_index = 8`;

  await using published = await publishIn(province, { settings: FAST });
  const ended = await until(async () => {
    const patrol = await patrolOf(published);
    return patrol !== undefined && patrol.round > stoodAt.round && patrol;
  });

  assert.deepEqual(
    [ended.round, ended.leavesTotal - stoodAt.leavesTotal],
    [stoodAt.round + 1, LEAVES - stoodAt.nextIndex],
    'what was looked at before is not looked at again',
  );
  const found = await province.sql<{ kind: string; isMended: boolean }[]>`
    select kind, mended_at is not null as "isMended" from exchange.difference`;
  assert.deepEqual(
    found.map((row) => ({ ...row })),
    [{ kind: 'tile_altered', isMended: true }],
  );
});

test('where what the tiles are made of is damaged before that place, the round begins anew and mends it', async () => {
  const { province, stoodAt } = await aProvinceUnderPatrol();
  await using _ = province;
  await province.sql`update log_tile set root = sha256(root) where level = 0 and tile_index = 1`;

  await using published = await publishIn(province, { settings: FAST });
  const ended = await until(async () => {
    const patrol = await patrolOf(published);
    return patrol !== undefined && patrol.round > stoodAt.round && patrol;
  });

  assert.equal(ended.leavesTotal - stoodAt.leavesTotal, LEAVES);
  const found = await province.sql<
    { kind: string }[]
  >`select kind from exchange.difference where mended_at is not null`;
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ['tile_altered'],
  );
});

const FAST = { PATROL_LEAVES_PER_SECOND: '0', PATROL_ROUND_PAUSE_MS: '600000' };

/** Undefined while the log is not open yet. */
async function patrolOf({ get }: Published): Promise<PatrolShown | undefined> {
  const { patrol } = (await (await get('/v1/status')).json()) as { patrol?: PatrolShown };
  return patrol;
}

interface PatrolShown {
  round: number;
  nextIndex: number;
  leavesTotal: number;
}
