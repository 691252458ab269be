import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalByMark, refusalByRoot } from './right-to-sign.ts';

const ORIGIN = 'log.330000.necips.example/1';
const head = (size: number, generation = 1) => ({ generation, size, root: new Uint8Array(32).fill(size) });
const mark = (size: number, generation = 1) => ({ ...head(size, generation), origin: ORIGIN });

test('a new log, with neither database nor mark, may be signed', () => {
  assert.equal(refusalByMark(undefined, undefined, ORIGIN), undefined);
});

test('a database that is as far as the mark, or further, may go on signing', () => {
  assert.equal(refusalByMark(head(5), mark(5), ORIGIN), undefined);
  assert.equal(refusalByMark(head(6), mark(5), ORIGIN), undefined);
  assert.equal(refusalByMark(head(0, 2), mark(5, 1), ORIGIN), undefined);
});

test('a database older than the mark may not sign', () => {
  assert.equal(refusalByMark(head(4), mark(5), ORIGIN)?.reason, 'log_behind_mark');
  assert.equal(refusalByMark(head(9, 1), mark(5, 2), ORIGIN)?.reason, 'log_behind_mark');
});

test('an empty database may not begin anew where leaves were signed', () => {
  assert.equal(refusalByMark(undefined, mark(5), ORIGIN)?.reason, 'log_behind_mark');
});

test('a log whose mark is lost may not sign', () => {
  assert.equal(refusalByMark(head(5), undefined, ORIGIN)?.reason, 'log_mark_lost');
});

test('the mark of another log gives no right to sign', () => {
  assert.equal(
    refusalByMark(head(5), { ...mark(5), origin: 'log.440000.necips.example/1' }, ORIGIN)?.reason,
    'log_mark_foreign',
  );
});

test('another root at the marked size gives no right to sign', () => {
  assert.equal(refusalByRoot(mark(5), mark(5).root), undefined);
  assert.equal(refusalByRoot(mark(5), mark(6).root)?.reason, 'log_diverged');
});
