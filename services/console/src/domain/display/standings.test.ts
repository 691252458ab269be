import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standingsOf } from './standings.ts';

const COMPANY = { type: '有限责任公司', code: '91330106MA00000B22' };

test('who stands in both lists is shown in both, the graver one first, in black and in red', () => {
  const records = [
    { item: 'ABN', body: { listedOn: '2021-07-06' } },
    { item: 'SER', body: { listedOn: '2024-08-15' } },
  ];

  assert.deepEqual(
    standingsOf(COMPANY, records).map(({ tone, text }) => [tone, text]),
    [
      ['serious', '该主体已被列入严重违法失信名单（2024年8月15日列入）'],
      ['abnormal', '该主体已被列入经营异常名录（2021年7月6日列入）'],
    ],
  );
});

test('who was removed from a list stands in it no longer, but for what was not removed', () => {
  const removed = { item: 'ABN', body: { listedOn: '2019-07-06', removedOn: '2020-01-02' } };

  assert.deepEqual(standingsOf(COMPANY, [removed]), []);
  const [again] = standingsOf(COMPANY, [removed, { item: 'ABN', body: { listedOn: '2022-07-06' } }]);
  assert.match(again?.text ?? '', /2022年7月6日列入/);
});

test('an individual is not put into a list but marked', () => {
  const stall = { type: '个体工商户', code: '92330106MA00000A11' };

  const [marked] = standingsOf(stall, [{ item: 'ABN', body: {} }]);

  assert.equal(marked?.text, '该个体工商户已被标记为经营异常状态');
});
