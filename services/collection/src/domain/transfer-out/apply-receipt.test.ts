import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnsweredTransfer, applyReceipt, type TransferWord } from './apply-receipt.ts';

const WAITING: AnsweredTransfer = { toNode: '440000', state: 'waiting', byCentre: false };

test('only the destination says that it has a record, and only it or the centre says anything', () => {
  assert.deepEqual(by('440000', 'recorded'), { kind: 'taken', byCentre: false, isFinal: true });
  assert.deepEqual(by('440000', 'deferred'), { kind: 'taken', byCentre: false, isFinal: false });
  assert.deepEqual(by('', 'deferred'), { kind: 'taken', byCentre: true, isFinal: false });
  assert.deepEqual(by('', 'refused'), { kind: 'taken', byCentre: true, isFinal: true });
  assert.deepEqual(by('', 'recorded'), { kind: 'ignored', why: 'not_the_centres_word' });
  assert.deepEqual(by('', 'published'), { kind: 'ignored', why: 'not_the_centres_word' });
  assert.deepEqual(by('', 'withdrawn'), { kind: 'ignored', why: 'not_the_centres_word' });
  assert.deepEqual(by('350000', 'recorded'), { kind: 'ignored', why: 'wrong_province' });
});

test('what is further on is not put back, and the same is not said twice', () => {
  const recorded: AnsweredTransfer = { ...WAITING, state: 'recorded' };
  assert.deepEqual(by('440000', 'deferred', recorded), { kind: 'ignored', why: 'behind' });
  assert.deepEqual(by('440000', 'refused', recorded), { kind: 'ignored', why: 'behind' });
  assert.deepEqual(by('440000', 'recorded', recorded), { kind: 'ignored', why: 'repeated' });
  assert.equal(by('440000', 'published', recorded).kind, 'taken');
  const withdrawn: AnsweredTransfer = { ...WAITING, state: 'withdrawn' };
  assert.equal(by('440000', 'withdrawn', { ...WAITING, state: 'published' }).kind, 'taken');
  assert.equal(by('440000', 'given_back', { ...WAITING, state: 'published' }).kind, 'taken');
  assert.deepEqual(by('', 'given_back'), { kind: 'ignored', why: 'not_the_centres_word' });
  assert.deepEqual(by('440000', 'given_back', withdrawn), { kind: 'ignored', why: 'behind' });
  assert.deepEqual(by('440000', 'published', withdrawn), { kind: 'ignored', why: 'behind' });
  assert.deepEqual(by('440000', 'withdrawn', withdrawn), { kind: 'ignored', why: 'repeated' });
  assert.deepEqual(by('440000', 'deferred', { ...WAITING, state: 'ended' }), { kind: 'ignored', why: 'behind' });
  assert.deepEqual(by('440000', 'refused', { ...WAITING, state: 'ended' }), { kind: 'ignored', why: 'behind' });
  assert.equal(by('440000', 'recorded', { ...WAITING, state: 'ended' }).kind, 'taken');
  assert.equal(by('440000', 'deferred', { ...WAITING, state: 'deferred' }).kind, 'taken');
});

test('the centre’s refusal of a repetition does not outweigh the destination’s word, whichever comes first', () => {
  const refusedByCentre: AnsweredTransfer = { ...WAITING, state: 'refused', byCentre: true };
  assert.equal(by('440000', 'recorded', refusedByCentre).kind, 'taken');
  assert.equal(by('440000', 'refused', refusedByCentre).kind, 'taken');
  assert.equal(by('', 'refused', { ...WAITING, state: 'refused' }).kind, 'ignored');
  assert.equal(by('', 'refused', { ...WAITING, state: 'recorded' }).kind, 'ignored');
});

function by(from: string, outcome: TransferWord['outcome'], transfer = WAITING) {
  const word = { transferId: '', recordId: null, version: null, reason: '', explanation: '' };
  return applyReceipt(transfer, { ...word, from, outcome });
}
