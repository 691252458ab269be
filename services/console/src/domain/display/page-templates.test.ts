import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SUBJECT_TYPES } from '@necips/domain';
import { PAGE_TEMPLATES, templateFor } from './page-templates.ts';

test('there are eighteen templates, and each type that a registry uses has one', () => {
  assert.equal(PAGE_TEMPLATES.length, 18);
  const without = SUBJECT_TYPES.filter(({ name }) => templateFor(name, '').title === '主体').map(({ name }) => name);
  assert.deepEqual([...new Set(without)].sort(), ['其他', '自然人']);
});

test('what is narrower goes first: a branch of a partnership is no partnership', () => {
  const titles = [
    '普通合伙企业分支机构',
    '有限合伙企业',
    '有限责任公司分公司(国有控股)',
    '有限责任公司(自然人独资)',
    '外商投资企业分支机构',
  ];

  assert.deepEqual(
    titles.map((type) => templateFor(type, '').title),
    ['合伙企业分支机构', '合伙企业', '内资分公司', '内资公司', '外商投资企业分支机构'],
  );
});

test('without a type the code tells individuals and cooperatives apart, and nothing is assumed of others', () => {
  const codes = ['92330106MA00000A11', '93330106MA00000C33', '91330106MA00000B22', '330106000012345'];

  assert.deepEqual(
    codes.map((code) => templateFor(null, code).title),
    ['个体工商户', '农民专业合作社', '主体', '主体'],
  );
});
