import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeUscc } from '@necips/domain';
import {
  CHECKOUT,
  type LocalFederation,
  loadFiles,
  noProgress,
  startFederation,
  stopInfrastructure,
} from '@necips/testbed';
import { FollowedPenalty } from './followed-penalty.ts';

const NODE = '330000';
const RUN = join(CHECKOUT, '.run/provenance-test');
const GIVE_UP_MS = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'necips-provenance-'));
const subject = { code: makeUscc('91', '330100', 'MA7TRACE'), name: '杭州溯源样本科技有限公司' };
let federation: LocalFederation;

before(async () => {
  await stopInfrastructure(RUN, { wipe: true });
  federation = await startFederation({ runDirectory: RUN, nodes: [NODE], progress: noProgress });
  const registration = join(folder, 'registration.csv');
  writeFileSync(
    registration,
    `企业名称,统一社会信用代码,注册日期,所在省份\n${subject.name},${subject.code},2016-05-04,浙江\n`,
  );
  await loadFiles({ federation, node: NODE, files: [registration], giveUpAfterMs: GIVE_UP_MS, progress: () => {} });
});

after(async () => {
  await stopInfrastructure(RUN, { wipe: true });
  rmSync(folder, { recursive: true });
});

test('of a record that the centre shows every step is told, with its time, from the door to the centre; and every version, and why', async () => {
  const penalty = new FollowedPenalty(federation, {
    node: NODE,
    number: 'gz-2026-1',
    subject,
    giveUpAfterMs: GIVE_UP_MS,
  });

  const batches = [await penalty.handIn('首次报送'), await penalty.handIn('更正')];
  const told = await penalty.provenance();
  const shown = await penalty.shownAtCentre();
  batches.push(await penalty.withdraw('录入错误'));
  const gone = await penalty.shownAtCentre();
  batches.push(await penalty.handIn('再次报送'));
  const later = await penalty.provenance();
  const shownAgain = await penalty.shownAtCentre();

  const { department } = penalty;
  assert.deepEqual(shown?.origin, { department, node: null, batch: batches[1], row: 2 });
  assert.deepEqual([shown?.version, shown?.leafIndex], [2, told[1]?.publication?.leafIndex]);
  assert.equal(told.length, 2);
  for (const { origin, recordedAt, publication } of told) {
    const { publishedAt = '', verifiedAt = '' } = publication ?? {};
    inOrder(origin.receivedAt, recordedAt, origin.completedAt);
    inOrder(origin.receivedAt, recordedAt, publishedAt, verifiedAt);
  }
  assert.equal(shown?.publishedAt, told[1]?.publication?.publishedAt);
  inOrder(...told.map(({ publication }) => publication?.publishedAt ?? ''));
  assert.equal(gone, undefined);
  assert.deepEqual([shownAgain?.version, shownAgain?.origin.batch], [4, batches[3]]);
  assert.deepEqual(
    later.map(({ version, cause, isShown, reason, origin }) => [version, cause, isShown, reason, origin.submissionId]),
    [
      [1, 'recorded', true, '', batches[0]],
      [2, 'recorded', true, '', batches[1]],
      [3, 'removed', false, '录入错误', batches[2]],
      [4, 'recorded', true, '', batches[3]],
    ],
  );
  for (const { origin } of later)
    assert.deepEqual([origin.department, origin.account], [department, later[0]?.origin.account]);
  assert.deepEqual(
    later.map(({ origin: { way, row, fileName } }) => [way, row, fileName]),
    [
      ['import', 2, '首次报送.csv'],
      ['import', 2, '更正.csv'],
      ['entry', 1, ''],
      ['import', 2, '再次报送.csv'],
    ],
  );
  inOrder(...later.flatMap(({ origin, recordedAt }) => [origin.receivedAt, recordedAt]));
});

/** Times of steps one after another do not go backwards. */
function inOrder(...times: string[]): void {
  assert.ok(
    times.every((time) => !Number.isNaN(Date.parse(time))),
    times.join(' '),
  );
  assert.deepEqual(times.toSorted(), times);
}
