// The province answers the patrol with whatever it likes about single leaves: nothing of it is stored that the leaf does not commit to,
// the patrol comes to the end of its round, and the next sound answer heals.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCentre } from './centre.ts';
import { damageLeafAnswers, fuzzRandom } from './damage.ts';
import { patrolOnce, snapshot } from './patrol-rounds.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';

const ROUNDS = 30;

test('damaged answers about single leaves are refused and counted, nothing of them is stored, and the patrol goes on', async (t) => {
  const random = fuzzRandom(t);
  await using centre = await openCentre();
  const { sql } = centre;
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  await enrolled.receive(province.publish(...Array.from({ length: 30 }, (_, n) => aRegistration(n))));
  await enrolled.receive(
    province.publish(...[0, 1, 2].map((n) => aRegistration(n, { name: `杭州新名${n}号有限公司` }))),
  );
  await enrolled.receive(province.withdraw(codeOf(3)));
  const sound = await snapshot(sql);
  const hows = new Set<string>();
  let told = 0;

  for (let round = 0; round < ROUNDS; round++) {
    const damaged = Array.from({ length: 3 }, () => 4 + random.below(26));
    await sql`delete from exchange.record where leaf_index = any(${damaged}::bigint[])`;
    await sql`delete from exchange.record_content where leaf_index = any(${damaged}::bigint[])`;
    let how = '';
    enrolled.served.tamperLeaves = (answers) => {
      const damage = damageLeafAnswers(random, answers);
      how = damage.how;
      return damage.answers;
    };

    const { contradicted, failures } = await patrolOnce(centre, enrolled);

    hows.add(how);
    told += contradicted.length + failures.length;
    const after = await snapshot(sql);
    for (const [table, rows] of Object.entries(after)) {
      const strange = rows.filter((row) => !sound[table]?.includes(row));
      assert.deepEqual(strange, [], `${table} after ${how}`);
    }
    enrolled.served.tamperLeaves = (answers) => answers;
    await patrolOnce(centre, enrolled);
    assert.deepEqual(await snapshot(sql), sound, `healed after ${how}`);
  }

  assert.ok(hows.size >= 8, [...hows].join());
  assert.ok(told >= ROUNDS / 3, `${told} were told`);
  const open = await sql`select kind from exchange.difference where mended_at is null`;
  assert.deepEqual([...open], []);
});
