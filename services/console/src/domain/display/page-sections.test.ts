import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sectionsOf } from './page-sections.ts';
import type { ShownFormat } from './shown-format.ts';

const COMPANY = { type: '有限责任公司', code: '91330106MA00000B22' };
const STALL = { type: '个体工商户', code: '92330106MA00000A11' };

test('an item that came with the catalogue is a section of every page that it can be about, with or without a record', () => {
  const formats = [
    aFormat({ item: 'PEN', title: '行政处罚信息' }),
    aFormat({ item: 'ZZT', title: '测试信息' }),
    aFormat({ item: 'ZZS', title: '摊位信息', subjectKinds: ['individual'] }),
  ];

  const [company, stall] = [sectionsOf(COMPANY, formats, []), sectionsOf(STALL, formats, [])];

  assert.deepEqual(
    company.slice(-2).map(({ item }) => item),
    ['SUP', 'ZZT'],
  );
  assert.deepEqual(
    stall.slice(-3).map(({ title }) => title),
    ['SUP', '测试信息', '摊位信息'],
  );
  assert.equal(company.find(({ item }) => item === 'PEN')?.title, '行政处罚信息');
});

test('where nothing tells what a subject is, every item can be about it', () => {
  const formats = [aFormat({ item: 'ZZS', subjectKinds: ['individual'] })];

  const sections = sectionsOf({ type: null, code: '330106000012345' }, formats, []);

  assert.ok(sections.some(({ item }) => item === 'ZZS'));
});

test('what is published is a section, though neither the template nor any format knows it', () => {
  const sections = sectionsOf(STALL, [aFormat({ item: 'ZZE', subjectKinds: ['enterprise'] })], ['ZZE', 'QQQ', 'EQU']);

  assert.deepEqual(
    sections.slice(-3).map(({ item }) => item),
    ['ZZE', 'QQQ', 'EQU'],
  );
});

test('an item is called as its latest format calls it', () => {
  const formats = [aFormat({ item: 'ZZT', title: '旧名' }), aFormat({ item: 'ZZT', version: 2, title: '新名' })];

  assert.equal(sectionsOf(COMPANY, formats, []).at(-1)?.title, '新名');
});

function aFormat(changes: Partial<ShownFormat>): ShownFormat {
  const { item = 'ZZT', version = 1 } = changes;
  return { id: `${item}@${version}`, item, version, title: item, fields: [], ...changes };
}
