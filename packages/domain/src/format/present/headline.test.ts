import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInFormats } from '../built-in.ts';
import { headlineOf } from './headline.ts';

const formatOf = (item: string) => {
  const format = builtInFormats().find(`${item}@1`);
  assert.ok(format);
  return format;
};

test('a record is about its subject, and what tells it from others of its kind', () => {
  const penalty = {
    name: ' 杭州甲有限公司',
    uscc: '91330106MA00000017',
    decisionNumber: '杭市监罚〔2024〕1号',
    content: '警告',
  };

  assert.deepEqual(headlineOf(formatOf('PEN'), penalty), { subject: '杭州甲有限公司', key: ['杭市监罚〔2024〕1号'] });
});

test('headings of files are understood, and of several numbers the first that is there counts', () => {
  const licence = { 企业名称: '杭州乙有限公司', licenceNumber: '浙许1号' };

  assert.deepEqual(headlineOf(formatOf('LIC'), licence), { subject: '杭州乙有限公司', key: ['浙许1号'] });
});

test('codes are told in words', () => {
  const inspection = { inspectedOn: '2024-03-01', inspectionType: '1' };

  assert.deepEqual(headlineOf(formatOf('INS'), inspection).key, ['2024-03-01', '抽查']);
});

test('what is not filled in, or no text, is left out', () => {
  assert.deepEqual(headlineOf(formatOf('PEN'), { name: 7, decisionNumber: '' }), { subject: '', key: [] });
});
