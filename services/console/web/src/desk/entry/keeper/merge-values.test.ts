import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areSameValues, mergeValues, withValue } from './merge-values.ts';

test('what only one tab has changed is as that tab has it', () => {
  const base = { name: '甲', basis: '第一条', remark: '旧' };

  const merged = mergeValues(base, { ...base, name: '乙' }, { name: '甲', basis: '第二条', content: '警告' });

  assert.deepEqual(merged, { values: { name: '乙', basis: '第二条', content: '警告' }, conflicts: [] });
});

test('a field that both have changed stays as it was typed here, and is named', () => {
  const merged = mergeValues({ name: '甲' }, { name: '乙', kinds: ['警告'] }, { name: '丙', kinds: ['警告'] });

  assert.deepEqual(merged.values, { name: '乙', kinds: ['警告'] });
  assert.deepEqual(merged.conflicts, [{ field: 'name', mine: '乙', theirs: '丙' }]);
});

test('what was cleared here and changed elsewhere is for a person to decide', () => {
  assert.deepEqual(mergeValues({ name: '甲' }, {}, { name: '丙' }).conflicts, [
    { field: 'name', mine: undefined, theirs: '丙' },
  ]);
});

test('an empty field is the same as none', () => {
  assert.ok(areSameValues({ name: '', kinds: [] }, {}));
  assert.deepEqual(withValue({ name: '甲', basis: '第一条' }, 'name', ''), { basis: '第一条' });
});
