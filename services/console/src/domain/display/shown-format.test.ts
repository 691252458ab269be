import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ShownFormat, shownValues } from './shown-format.ts';

const FORMAT: ShownFormat = {
  id: 'INV@1',
  item: 'INV',
  version: 1,
  title: '股东及出资信息',
  fields: [
    { name: 'investor', label: '股东', kind: 'text' },
    {
      name: 'payments',
      label: '实缴明细',
      kind: 'list',
      members: [
        { name: 'form', label: '出资方式', kind: 'code', codes: { '1': '货币' } },
        { name: 'amount', label: '出资额', kind: 'decimal' },
        { name: 'remark', label: '备注', kind: 'text' },
      ],
    },
  ],
};

test('the rows of a list are shown under the labels of its members, and what the format does not name under its own name', () => {
  const body = {
    investor: '王某',
    payments: [
      { form: '1', amount: '630' },
      { amount: '20', place: '杭州' },
    ],
  };

  const [investor, payments] = shownValues(FORMAT, body);

  assert.equal(investor?.text, '王某');
  assert.deepEqual(payments?.table, {
    columns: [
      { label: '出资方式', kind: 'code' },
      { label: '出资额', kind: 'decimal' },
      { label: 'place', kind: 'unknown' },
    ],
    rows: [
      ['货币', '630', ''],
      ['', '20', '杭州'],
    ],
  });
  assert.equal(payments.text, '出资方式 货币，出资额 630；出资额 20，place 杭州');
});

test('a list that no format describes is shown whole all the same', () => {
  const [payments] = shownValues(undefined, { payments: [{ amount: '630', of: { year: 2026 } }] });

  assert.deepEqual([payments?.label, payments?.text], ['payments', 'amount 630，of year 2026']);
});
