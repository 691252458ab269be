import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommittedVersion } from '../domain/record-version.ts';
import { Intake } from './intake.ts';

const LIMITS = { leavesMax: 3, bytesMax: 100 };
const sequences = (versions: CommittedVersion[]) => versions.map(({ sequence }) => sequence);

test('a lone version is taken at once, and what arrives meanwhile is gathered', async () => {
  const intake = new Intake(LIMITS, new AbortController().signal);
  const first = intake.take();
  await intake.put([aVersion(1)]);
  assert.deepEqual(sequences(await first), [1]);

  await intake.put([aVersion(2)]);
  await intake.put([aVersion(3), aVersion(4), aVersion(5)]);

  assert.deepEqual(sequences(await intake.take()), [2, 3, 4]);
  assert.deepEqual(sequences(await intake.take()), [5]);
});

test('a batch ends before the version that would make it too large, but holds at least one', async () => {
  const intake = new Intake(LIMITS, new AbortController().signal);
  await intake.put([aVersion(1, 60), aVersion(2, 60), aVersion(3, 500)]);

  assert.deepEqual(sequences(await intake.take()), [1]);
  assert.deepEqual(sequences(await intake.take()), [2]);
  assert.deepEqual(sequences(await intake.take()), [3]);
});

test('the reader waits while two batches are held', async () => {
  const intake = new Intake(LIMITS, new AbortController().signal);
  await intake.put(Array.from({ length: 6 }, (_, i) => aVersion(i + 1)));
  let isIn = false;
  const waiting = intake.put([aVersion(7)]).then(() => {
    isIn = true;
  });
  await new Promise(setImmediate);
  assert.equal(isIn, false);

  await intake.take();
  await waiting;

  assert.deepEqual(sequences(await intake.take()), [4, 5, 6]);
});

test('whoever waits is told when the intake is closed', async () => {
  const closing = new AbortController();
  const intake = new Intake(LIMITS, closing.signal);
  const waiting = intake.take();

  closing.abort(new Error('closed'));

  await assert.rejects(waiting, /closed/);
  await assert.rejects(intake.put([aVersion(1)]), /closed/);
});

function aVersion(sequence: number, contentBytes = 1): CommittedVersion {
  const empty = new Uint8Array();
  return {
    sequence,
    recordId: `330000/REG/${sequence}`,
    version: 1,
    op: 'publish',
    head: '',
    publicPart: '',
    restrictedPart: '',
    collectedAtMs: 0,
    contentGone: false,
    tombstone: empty,
    item: 'REG',
    subjectId: String(sequence),
    salt: empty,
    newPseudonym: empty,
    publicCommitment: empty,
    restrictedCommitment: empty,
    contentBytes,
  };
}
