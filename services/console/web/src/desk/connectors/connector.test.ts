import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readToText, standingOf } from './connector.ts';
import { adviceAtForm, adviceOf } from './connector-advice.ts';

test('how far a source was read is told in the time of China, a number as it is', () => {
  assert.equal(readToText('2026-11-23 09:56:40.505123+00'), '2026-11-23 17:56:40');
  assert.equal(readToText('2026-11-23 09:56:40+00'), '2026-11-23 17:56:40');
  assert.equal(readToText('48213'), '48213');
  assert.equal(readToText(null), '尚未读到');
});

test('what is tried again by itself still runs', () => {
  assert.equal(standingOf({ state: 'running', failures: 3 }).label, '自动重试');
  assert.equal(standingOf({ state: 'stopped', failures: 3 }).label, '已停止');
});

test('whoever has the form before him is told to mend it there', () => {
  assert.match(adviceOf('column_lost'), /在“变更”中/);
  assert.match(adviceAtForm('column_lost'), /在本页/);
  assert.notEqual(adviceOf('a code to come'), '');
});
