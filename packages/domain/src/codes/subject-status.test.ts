import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSubjectStatus, findSubjectStatusByName } from './subject-status.ts';

test('在业, 开业 and 存续 are one status', () => {
  for (const text of ['在业', '开业', '存续', '存续（在营、开业、在册）', '存续(在营,开业,在册)']) {
    assert.equal(findSubjectStatusByName(text)?.code, '1', text);
  }
});

test('the other statuses are found by name', () => {
  assert.equal(findSubjectStatusByName('吊销，未注销')?.code, '2');
  assert.equal(findSubjectStatusByName('吊销,已注销')?.code, '3');
  assert.equal(findSubjectStatusByName('注销')?.code, '4');
  assert.equal(findSubjectStatusByName('撤销')?.code, '5');
  assert.equal(findSubjectStatusByName('迁出')?.code, '6');
  assert.equal(findSubjectStatus('9')?.name, '其他');
});

test('an unknown status is not guessed', () => {
  assert.equal(findSubjectStatusByName('吊销'), undefined);
  assert.equal(findSubjectStatusByName('正常'), undefined);
  assert.equal(findSubjectStatus('7'), undefined);
});
