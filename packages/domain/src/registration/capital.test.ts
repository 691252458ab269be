import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCapital } from './capital.ts';

test('the shapes found in submissions are read', () => {
  const shapes: [text: string, amount: string, currency?: string][] = [
    ['30万人民币', '30', 'CNY'],
    ['200(万元人民币)', '200', 'CNY'],
    ['200(万元(人民币))', '200', 'CNY'],
    ['33(万元（人民币）)', '33', 'CNY'],
    ['40(万人民币元)', '40', 'CNY'],
    ['10万人民币元', '10', 'CNY'],
    ['5000万元人民币', '5000', 'CNY'],
    ['30,000(万元人民币)', '30000', 'CNY'],
    ['24,453.6049(万元人民币)', '24453.6049', 'CNY'],
    ['3.5000(万)', '3.5'],
    ['100(万元)', '100'],
    ['7.6（万元）', '7.6'],
    ['0（万元）', '0'],
    ['3万', '3'],
    ['20(万美元)', '20', 'USD'],
    ['100(万元(美元))', '100', 'USD'],
    ['300(万香港元)', '300', 'HKD'],
    ['64万港币', '64', 'HKD'],
    ['120(万港元)', '120', 'HKD'],
    ['200(万元(港币))', '200', 'HKD'],
    ['70(万欧元)', '70', 'EUR'],
    ['10,000(万日元)', '10000', 'JPY'],
    ['14,000(万元(日元))', '14000', 'JPY'],
    ['15(万澳大利亚元)', '15', 'AUD'],
    ['21万新加坡元', '21', 'SGD'],
    ['人民币30万元', '30', 'CNY'],
    ['３０万元', '30'],
    ['300000元', '30'],
    ['12345.6元人民币', '1.23456', 'CNY'],
    ['3亿元', '30000'],
    ['1.5亿人民币', '15000', 'CNY'],
  ];

  for (const [text, amount, currency] of shapes) {
    assert.deepEqual(parseCapital(text), currency ? { text, amount, currency } : { text, amount });
  }
});

test('what does not say an amount stays text', () => {
  for (const text of [
    '电热多用锅',
    '30',
    '30万贝里',
    '1,00万元',
    '1.2.3万',
    '美元30万人民币',
    '约30万元',
    '30万至50万元',
    '-3万',
  ]) {
    assert.deepEqual(parseCapital(text), { text });
  }
});

test('an amount in 元 is the same amount in 万元, exactly', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 99_999_999_999_999n }), (yuan) => {
      const { amount = '' } = parseCapital(`${yuan}元`);
      const [whole = '', fraction = ''] = amount.split('.');
      assert.equal(BigInt(whole + fraction.padEnd(4, '0')), yuan);
      assert.match(amount, /^(0|[1-9]\d*)(\.\d*[1-9])?$/);
    }),
  );
});
