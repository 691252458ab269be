import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShownFormat, ShownValue } from './shown-format.ts';
import { inReadingOrder, namedFor, valuesBeside } from './subject-records.ts';

const SUBJECT = { name: '甲公司', code: '91330106MA00000B22', registrationNumber: null, type: '普通合伙企业' };

test('a record does not say again whose it is, but keeps the name that the subject had at the time', () => {
  const values = [
    aValue('名称', '甲公司', true),
    aValue('代码', SUBJECT.code, true),
    aValue('内容', '甲公司'),
    aValue('名称', '乙公司', true),
  ];

  assert.deepEqual(
    valuesBeside(SUBJECT, values).map(({ label, text }) => `${label} ${text}`),
    ['内容 甲公司', '名称 乙公司'],
  );
});

test('numbered records are read by number, others by date, the latest first, and those without a date last', () => {
  const numbered = ['10', '2', '1'].map((sequence) => ({ body: { sequence } }));
  const dated = ['2020-01-02', undefined, '2024-05-06'].map((on) => ({ body: on === undefined ? {} : { on } }));

  const [byNumber, byDate] = [inReadingOrder(numbered, () => FORMAT), inReadingOrder(dated, () => FORMAT)];

  assert.deepEqual(
    byNumber.map(({ body }) => body.sequence),
    ['1', '2', '10'],
  );
  assert.deepEqual(
    byDate.map(({ body }) => body.on),
    ['2024-05-06', '2020-01-02', undefined],
  );
});

test('a partnership has a managing partner, and its other records keep their labels', () => {
  const registration = { ...FORMAT, item: 'REG' };

  assert.equal(namedFor(SUBJECT, registration)?.fields[0]?.label, '执行事务合伙人');
  assert.equal(namedFor(SUBJECT, FORMAT)?.fields[0]?.label, '法人代表');
});

const FORMAT: ShownFormat = {
  id: 'ZZT@1',
  item: 'ZZT',
  version: 1,
  title: '测试信息',
  producedOn: 'on',
  fields: [{ name: 'legalRepresentative', label: '法人代表', kind: 'text' }],
};

function aValue(label: string, text: string, isOfSubject?: true): ShownValue {
  return { label, text, kind: 'text', isLong: false, ...(isOfSubject && { isOfSubject }) };
}
