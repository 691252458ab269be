import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublished } from './await-verified.ts';

const PLACE = { feedIncarnation: 'second', feedSequence: 120 };

test('an entry is published once publication has come as far in the same life of the feed', () => {
  assert.equal(isPublished(PLACE, { feedIncarnation: 'second', feedSequence: 119 }), false);
  assert.equal(isPublished(PLACE, { feedIncarnation: 'second', feedSequence: 120 }), true);
});

test('a higher number of the life before a restore says nothing about an entry', () => {
  assert.equal(isPublished(PLACE, { feedIncarnation: 'first', feedSequence: 5_000 }), false);
});

test('what wrote nothing to the feed waits for no life of it', () => {
  assert.equal(isPublished({ ...PLACE, feedSequence: 0 }, { feedIncarnation: '', feedSequence: 0 }), true);
});
