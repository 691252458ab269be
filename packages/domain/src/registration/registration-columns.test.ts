import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REGISTRATION_COLUMNS, readCells, resolveColumns } from './registration-columns.ts';

const CHINESE = '企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址'.split(
  ',',
);

test('Chinese, own and national short names head the same columns', () => {
  assert.deepEqual(resolveColumns(CHINESE), {
    ok: true,
    columns: 'name,code,establishedOn,type,legalRepresentative,capital,businessScope,province,region,address'.split(
      ',',
    ),
  });
  assert.deepEqual(resolveColumns(['ENTNAME', 'REGNO', 'ESTDATE', 'NAME', 'REGSTATE_CN']), {
    ok: true,
    columns: ['name', 'registrationNumber', 'establishedOn', 'legalRepresentative', 'status'],
  });
  const own = REGISTRATION_COLUMNS.map((column) => column.name);
  assert.deepEqual(resolveColumns(own), { ok: true, columns: own });
});

test('a byte order mark and spaces around a heading do not matter', () => {
  assert.equal(resolveColumns(['\ufeff企业名称', ' 统一社会信用代码 ', '注册日期\r']).ok, true);
});

test('unknown, missing and repeated columns are all told', () => {
  assert.deepEqual(resolveColumns(['名称', '企业名称', '电话', 'na\0me']), {
    ok: false,
    unknown: ['电话', 'na\0me'],
    missing: ['注册日期', '统一社会信用代码'],
    duplicate: ['企业名称'],
  });
  assert.deepEqual(resolveColumns([]), {
    ok: false,
    unknown: [],
    missing: ['企业名称', '注册日期', '统一社会信用代码'],
    duplicate: [],
  });
});

test('no heading means two fields', () => {
  const headings = REGISTRATION_COLUMNS.flatMap((column) => [column.name, column.label, ...column.aliases]);

  assert.equal(new Set(headings).size, headings.length);
});

test('cells are read by column', () => {
  assert.deepEqual(readCells(['name', 'code'], ['甲公司', '1']), { name: '甲公司', code: '1' });
});
