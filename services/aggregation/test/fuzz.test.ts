// Thousands of damaged messages and answers: whatever comes, the public copy is at every moment exactly what the province had
// signed up to the size that is called verified, and the next sound message is applied.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PublishedBatch, REFUSALS } from '@necips/exchange';
import type { Sql } from '@necips/runtime';
import { catchUp } from '../src/commands/batches/catch-up.ts';
import { hearCheckpoint } from '../src/commands/proof/hear-checkpoint.ts';
import { type Enrolled, openCentre, type TestCentre } from './centre.ts';
import { damageBatch, damageBytes, damagedMessage, fuzzRandom } from './damage.ts';
import { quarantineReasons, troubleOf, verifiedSize } from './look.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';

const KEPT = { AGGREGATION_QUARANTINE_MESSAGES_MAX: '100000', AGGREGATION_QUARANTINE_BYTES_MAX: '100' };
const never = new AbortController().signal;

test('damaged messages are refused with a reason and counted, and never change the copy or stop the consumer', async (t) => {
  const random = fuzzRandom(t);
  const province = aProvinceOf(45);
  const copies = await copyAtEachSize(province);
  await using centre = await openCentre(KEPT);
  const { receive, served } = await centre.enrol(province);
  served.isAway = true;
  let sent = 0;

  for (let at = 0; at < province.batches.length; at++) {
    const sound = province.batches[at] as PublishedBatch;
    await receive(...Array.from({ length: 80 }, () => damagedMessage(random, sound)));
    sent += 80;
    await assertSigned(centre.sql, copies, `before batch ${at}`);
    await receive(sound);
    assert.ok((await verifiedSize(centre.sql)) >= sound.firstIndex + sound.leaves.length, `after batch ${at}`);
  }

  assert.equal(await verifiedSize(centre.sql), province.size);
  await assertSigned(centre.sql, copies, 'at the end');
  const reasons = await quarantineReasons(centre.sql);
  // The others are what a damage left sound, or what is ahead of its turn: that they change nothing is held above, after each batch.
  assert.ok(reasons.length > sent * 0.5, `${reasons.length} of ${sent} are in quarantine`);
  assert.equal(await counted(centre, 'necips_messages_quarantined_total'), reasons.length);
  assert.ok(reasons.every((reason) => reason in REFUSALS));
  assert.ok(new Set(reasons).size >= 10, `only ${[...new Set(reasons)].join()}`);
  assert.equal((await troubleOf(centre.sql)).isStopped, false);
});

test('damaged answers to repair reads are refused with a reason, and the next sound answer heals', async (t) => {
  const random = fuzzRandom(t);
  const province = aProvinceOf(40);
  const copies = await copyAtEachSize(province);
  await using centre = await openCentre(KEPT);
  const { province: known, served } = await centre.enrol(province);
  let [answers, refused] = [0, 0];

  for (let at = 0; at < province.batches.length; at++) {
    for (let i = 0; i < 12; i++) {
      const { batch, how } = damageBatch(random, province.batches[at] as PublishedBatch);
      served.batches = () => random.pick([[batch], [...province.batches.slice(0, at), batch]]);
      await readInBulk(centre, known, province.size);
      await assertSigned(centre.sql, copies, `${how} in batch ${at}`);
      answers += 1;
      if ((await troubleOf(centre.sql)).trouble !== null) refused += 1;
    }
    served.batches = () => province.batches.slice(0, at + 1);
    await readInBulk(centre, known, province.size);
    assert.ok((await verifiedSize(centre.sql)) >= (province.batches[at]?.firstIndex ?? 0));
  }

  assert.equal(await verifiedSize(centre.sql), province.size);
  await assertSigned(centre.sql, copies, 'at the end');
  assert.ok(refused > answers * 0.8, `${refused} of ${answers} were refused`);
  assert.deepEqual(await troubleOf(centre.sql), { trouble: null, isStopped: false });
});

test('an answer without end is cut off', async () => {
  const province = aProvinceOf(3);
  await using centre = await openCentre({ AGGREGATION_REPAIR_LEAVES_MAX: '10', AGGREGATION_BATCH_LEAVES_MAX: '20' });
  const { province: known, served, receive } = await centre.enrol(province);
  const [first, second] = province.batches as [PublishedBatch, PublishedBatch];
  await receive(first);
  served.batches = () => Array.from({ length: 10_000 }, () => second);

  await readInBulk(centre, known, province.size);

  assert.match((await troubleOf(centre.sql)).trouble ?? '', /an answer of more than 50 leaves/);
});

test('damaged checkpoints and tiles of the public log are noise: they are said, and stop nothing', async (t) => {
  const random = fuzzRandom(t);
  const province = aProvinceOf(8);
  await using centre = await openCentre();
  const { province: known, served, receive } = await centre.enrol(province);
  await receive(...province.batches.slice(0, 4));
  const size = await verifiedSize(centre.sql);
  const before = await copyOf(centre.sql);
  let refused = 0;

  for (let i = 0; i < 1_500; i++) {
    const damaged = random.pick(['checkpoint', 'tile']);
    served.tamper = (path, bytes) => (path.startsWith(damaged) ? damageBytes(random, bytes) : bytes);
    await hearCheckpoint(centre.context, known, never).catch(() => {
      refused += 1;
    });
  }
  served.tamper = (_, bytes) => bytes;

  assert.ok(refused > 1_000, `${refused} were refused`);
  assert.equal((await troubleOf(centre.sql)).isStopped, false);
  assert.deepEqual(await copyOf(centre.sql), before);
  assert.equal(await hearCheckpoint(centre.context, known, never), province.size);
  assert.equal(await verifiedSize(centre.sql), size);
});

/** A province with this many batches of a few leaves: new records, later versions and withdrawals in each but the first. */
function aProvinceOf(batches: number): TestProvince {
  const province = new TestProvince();
  province.publish(...Array.from({ length: 10 }, (_, n) => aRegistration(n)));
  for (let i = 1; i < batches; i++) {
    const changed = aRegistration(10 * i - 1, { name: `杭州第${i}次变更有限公司` });
    if (i % 4 === 0) province.withdraw(codeOf(10 * i - 2), codeOf(10 * i - 3));
    else province.publish(...Array.from({ length: 10 }, (_, n) => aRegistration(10 * i + n)), changed);
    if (i % 4 === 0) i += 1;
  }
  return province;
}

/** The copy as it is after each batch of the province, by size. */
async function copyAtEachSize(province: TestProvince): Promise<Copies> {
  await using centre = await openCentre();
  const { receive } = await centre.enrol(province);
  const copies: Copies = new Map([[0, await copyOf(centre.sql)]]);
  for (const batch of province.batches) {
    await receive(batch);
    copies.set(await verifiedSize(centre.sql), await copyOf(centre.sql));
  }
  return copies;
}

/**
 * Holds what the centre shows against what the province had signed at the size that is called verified. Nothing may be there
 * that is not there; what may be missing is content that the log itself shows to be superseded later on.
 */
async function assertSigned(sql: Sql, copies: Copies, when: string): Promise<void> {
  const [shown, signed] = [await copyOf(sql), copies.get(await verifiedSize(sql)) ?? new Set<string>()];
  const last = [...copies.values()].at(-1);
  assert.deepEqual(
    [...shown].filter((row) => !signed.has(row)),
    [],
    `what was never signed, ${when}`,
  );
  assert.deepEqual(
    [...signed].filter((row) => !shown.has(row) && last?.has(row)),
    [],
    `what is missing, ${when}`,
  );
}

type Copies = Map<number, Set<string>>;

/** Every row that the centre shows, and the leaves. Of a checkpoint what is signed: the same signature may stand there twice. */
async function copyOf(sql: Sql): Promise<Set<string>> {
  const rows = await sql<{ row: string }[]>`
    select 'record ' || record::text as row from exchange.record
    union all select 'content ' || content::text from exchange.record_content as content
    union all select 'subject ' || subject::text from exchange.subject
    union all select 'leaves ' || concat_ws(',', node, generation, first_index, leaf_count, md5(leaves),
      split_part(checkpoint, E'\\n\\n', 1)) from exchange.log_batch`;
  return new Set(rows.map(({ row }) => row));
}

/** Reads from the province what is missing, as though the pause after the last failure were over. */
async function readInBulk(centre: TestCentre, province: Enrolled['province'], toIndex: number): Promise<void> {
  province.repairPause.succeeded();
  await province.exclusive(() => catchUp(centre.context, province, { kind: 'behind', toIndex }, never));
}

async function counted({ metrics }: TestCentre, name: string): Promise<number> {
  const found = await metrics.registry.getSingleMetric(name)?.get();
  return (found?.values ?? []).reduce((sum, { value }) => sum + value, 0);
}
