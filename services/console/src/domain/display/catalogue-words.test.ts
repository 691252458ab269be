import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Change, changeInWords } from './catalogue-words.ts';
import { formatChangeInWords } from './format-words.ts';

test('what becomes of an item is told in words, a sentence for each member', () => {
  const everybody = { name: '各政府部门' };
  const customs = { name: '海关', kind: '11', node: '330000', exclusive: true };
  const changes: Change = {
    item: 'PEN',
    change: 'changed',
    members: [
      { member: 'provideWorkingDays', before: '7', after: '5' },
      { member: 'channels', before: '["entry","import"]', after: '["import","interface"]' },
      { member: 'providers', before: JSON.stringify([everybody]), after: JSON.stringify([everybody, customs]) },
      { member: 'publish', before: '"yes"', after: '"on_request"' },
      { member: 'needsReview', before: 'false', after: 'true' },
    ],
  };

  assert.deepEqual(
    changeInWords(changes, '行政处罚信息', () => '浙江'),
    [
      '提供期限由“7 个工作日”改为“5 个工作日”',
      '提供方式增加“数据接口”，去掉“在线录入”',
      '提供单位增加“海关（代码以 11 开头，仅浙江，独家提供）”',
      '是否公示由“公示”改为“依申请公开”',
      '在线录入须经复核由“否”改为“是”',
    ],
  );
  assert.deepEqual(changeInWords({ item: 'ZZT', change: 'added', members: [] }, '测试信息'), ['新增项目“测试信息”']);
});

test('how a format differs from the one before it is told field by field', () => {
  const before = {
    title: '测试信息',
    properties: { number: { title: '文号', maxLength: 100 }, old: { title: '旧字段' } },
    required: ['number'],
  };
  const after = {
    title: '测试信息',
    properties: { number: { title: '文书号', maxLength: 50 }, result: { title: '结果' } },
    required: ['result'],
  };

  assert.deepEqual(formatChangeInWords(before, after), [
    '增加字段“结果”（必填）',
    '去掉字段“旧字段”',
    '字段“文号”改称“文书号”',
    '字段“文书号”改为选填',
    '字段“文书号”的字数上限改变',
  ]);
  assert.deepEqual(formatChangeInWords(undefined, before), ['共 2 个字段：“文号”、“旧字段”', '适用主体：各类主体']);
  assert.deepEqual(formatChangeInWords(before, { ...before, 'x-subjectKinds': ['individual'] }), [
    '适用主体由“各类主体”改为“个体工商户”',
  ]);
});
