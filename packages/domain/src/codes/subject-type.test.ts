import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSubjectType, findSubjectTypeByName } from './subject-type.ts';
import { SUBJECT_TYPES } from './subject-type-data.ts';

test('a type is found by its exact name, whatever the brackets', () => {
  assert.equal(findSubjectTypeByName('有限责任公司')?.code, '1100');
  assert.equal(findSubjectTypeByName('有限责任公司（自然人独资）')?.code, '1151');
  assert.equal(findSubjectTypeByName('股份有限公司(上市、国有控股)')?.code, '1213');
  assert.equal(findSubjectTypeByName('外国(地区)企业常驻代表机构')?.code, '7200');
  assert.equal(findSubjectTypeByName('个体工商户')?.code, '9500');
  assert.equal(findSubjectTypeByName('农民专业合作社')?.code, '9100');
  assert.equal(findSubjectType('4540')?.name, '个人独资企业');
});

test('a text that names no type, or several, gets no code', () => {
  for (const text of ['', '分公司', '联营', '其他', '国有企业', '有限责任公司 外商投资企业', '2万美元']) {
    assert.equal(findSubjectTypeByName(text), undefined, text);
  }
});

test('codes are four digits and unique', () => {
  assert.equal(new Set(SUBJECT_TYPES.map((type) => type.code)).size, SUBJECT_TYPES.length);
  assert.ok(SUBJECT_TYPES.every((type) => /^\d{4}$/.test(type.code)));
});
