import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROW_FAULTS, type RowFaultCode, rowFault } from './row-fault.ts';

test('a fault names the field and says how to mend it', () => {
  const field = { name: 'establishedOn', label: '注册日期' };

  assert.deepEqual(rowFault('impossible_date', field, '2018-02-30'), {
    field: 'establishedOn',
    label: '注册日期',
    value: '2018-02-30',
    code: 'impossible_date',
    reason: '“注册日期”不是真实存在的日期',
    mend: '请改为真实日期，格式如 2018-01-02',
  });
});

test('a fault of a whole row says how many columns there should be', () => {
  const fault = rowFault('wrong_column_count', { name: '', label: '' }, '', { expected: 10, actual: 11 });

  assert.equal(fault.reason, '该行有 11 列，应为 10 列');
});

test('a long value is cut at 100 units, never inside a character', () => {
  const field = { name: 'name', label: '企业名称' };

  assert.equal(rowFault('too_long', field, '甲'.repeat(500)).value, '甲'.repeat(100));
  assert.equal(rowFault('too_long', field, `${'甲'.repeat(99)}\u{20000}乙`).value, '甲'.repeat(99));
  assert.equal(rowFault('too_long', field, `${'甲'.repeat(98)}\u{20000}乙`).value, `${'甲'.repeat(98)}\u{20000}`);
});

test('no wording keeps a placeholder', () => {
  for (const code of Object.keys(ROW_FAULTS) as RowFaultCode[]) {
    const { reason, mend } = rowFault(code, { name: 'x', label: '某列' }, '', { expected: 'E', actual: 'A' });
    assert.doesNotMatch(reason + mend, /[{}]/);
  }
});
