import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchName } from '@necips/domain';
import type { Sql } from '@necips/runtime';
import { type NameMatch, postgresRecordSource } from '../src/index.ts';
import { aCopy, allPages, Province } from './a-copy.ts';

const NAMES = [
  '杭州云栖科技有限公司',
  '云栖小镇（杭州）文化有限公司',
  '宁波甬江贸易有限公司',
  'ＡＢＣ联合贸易有限公司',
  '100%纯棉_服饰店',
];

test('any substring of two characters is found, and names that begin with it come first', async () => {
  await using copy = await aCopyOf(...NAMES);

  assert.deepEqual(await found(copy.sql, '云栖'), ['云栖小镇（杭州）文化有限公司', '杭州云栖科技有限公司']);
  assert.deepEqual(await found(copy.sql, '甬江贸易有限'), ['宁波甬江贸易有限公司']);
  assert.deepEqual(await found(copy.sql, '云甬'), []);
});

test('a prefix finds beginnings only, an exact match whole names only', async () => {
  await using copy = await aCopyOf(...NAMES, '宁波');

  assert.deepEqual(await found(copy.sql, '云', 'prefix'), ['云栖小镇（杭州）文化有限公司']);
  assert.deepEqual(await found(copy.sql, '宁波', 'prefix'), ['宁波', '宁波甬江贸易有限公司']);
  assert.deepEqual(await found(copy.sql, '宁波', 'exact'), ['宁波']);
  assert.deepEqual(await found(copy.sql, '宁', 'exact'), []);
});

test('width, case, spaces and the form of brackets do not matter', async () => {
  await using copy = await aCopyOf(...NAMES);

  for (const query of ['abc联合', 'ＡＢＣ 联合', 'Abc联合']) {
    assert.deepEqual(await found(copy.sql, query), ['ＡＢＣ联合贸易有限公司'], query);
  }
  for (const query of ['小镇(杭州)', '小镇（杭州）', '小镇【杭州】', '小镇〔杭 州〕']) {
    assert.deepEqual(await found(copy.sql, query), ['云栖小镇（杭州）文化有限公司'], query);
  }
});

test('a former name finds the subject in every way of matching', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const formerNames = ['西湖电子厂', '钱塘（电器）厂'];
  await zhejiang.apply(
    copy.sql,
    zhejiang.publish({ name: '新世纪集团', formerNames }),
    zhejiang.publish({ name: '西湖' }),
  );

  assert.deepEqual(await found(copy.sql, '湖电'), ['新世纪集团']);
  assert.deepEqual(await found(copy.sql, '西湖', 'prefix'), ['西湖', '新世纪集团']);
  assert.deepEqual(await found(copy.sql, '钱', 'prefix'), ['新世纪集团']);
  assert.deepEqual(await found(copy.sql, '钱塘(电器)厂', 'exact'), ['新世纪集团']);
  assert.deepEqual(await found(copy.sql, '西湖电子', 'exact'), []);
  assert.deepEqual(await found(copy.sql, '电器', 'prefix'), []);
  assert.deepEqual(await found(copy.sql, '厂钱'), []);
});

test('a name given up without being kept as a former one finds nothing any more', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const before = zhejiang.publish({ name: '老字号酒坊', formerNames: ['更老字号'] });
  await zhejiang.apply(copy.sql, before);

  await zhejiang.apply(copy.sql, zhejiang.publish({ name: '新酒庄', code: before.subjectId }));

  assert.deepEqual(await found(copy.sql, '老字号'), []);
  assert.deepEqual(await found(copy.sql, '酒庄'), ['新酒庄']);
});

test('wildcards and quotation marks in a query are ordinary characters', async () => {
  const odd = [`引号'店"`, '反斜杠\\店', '{花括号,店}', 'NULL'];
  await using copy = await aCopyOf(...NAMES, ...odd);

  assert.deepEqual(await found(copy.sql, '100%'), ['100%纯棉_服饰店']);
  assert.deepEqual(await found(copy.sql, '棉_服'), ['100%纯棉_服饰店']);
  assert.deepEqual(await found(copy.sql, '云%科'), []);
  assert.deepEqual(await found(copy.sql, '云_科', 'prefix'), []);
  assert.deepEqual(await found(copy.sql, '__', 'contains'), []);
  for (const name of odd) assert.deepEqual(await found(copy.sql, name), [name]);
  assert.deepEqual(await found(copy.sql, `'; drop table exchange.subject; --`), []);
});

test('characters beyond the basic plane are found', async () => {
  await using copy = await aCopyOf('\u{20bb7}野家餐饮', '吉野家餐饮');

  assert.deepEqual(await found(copy.sql, '\u{20bb7}野'), ['\u{20bb7}野家餐饮']);
});

test('every way of searching finds what comparing name by name finds, page by page, whatever the statistics say', async () => {
  await using copy = await aCopy('330000', '440000');
  const random = sequence(20170301);
  const provinces = [new Province('330000'), new Province('440000')] as const;
  const subjects = await publishMany(copy.sql, random, provinces, [150, 50]);

  await compareSearches(copy.sql, random, subjects, 'no statistics');
  await copy.sql`analyze exchange.subject`;
  subjects.push(...(await publishMany(copy.sql, random, provinces, [6500, 300], 150)));
  await compareSearches(copy.sql, random, subjects, 'stale statistics');
  await copy.sql`analyze exchange.subject`;
  await compareSearches(copy.sql, random, subjects, 'fresh statistics');
});

test('paging meets every hit exactly once while subjects are being published', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const nameOf = (i: number) => (i % 3 === 0 ? `云栖${i}号店` : `第${i}云栖店`);
  const first = Array.from({ length: 200 }, (_, i) => zhejiang.publish({ name: nameOf(i), code: codeOf(i * 10) }));
  await zhejiang.apply(copy.sql, ...first);
  const source = postgresRecordSource(copy.sql);

  let published = 0;
  const items = await allPages(async (cursor) => {
    const code = codeOf(published * 10 + 5);
    await zhejiang.apply(copy.sql, zhejiang.publish({ name: nameOf(published), code }));
    published += 7;
    return source.searchSubjects({ searchName: '云栖', match: 'contains', limit: 7, ...(cursor && { cursor }) });
  });

  const codes = items.map(({ code }) => code);
  assert.equal(new Set(codes).size, codes.length);
  assert.deepEqual(
    first.filter(({ subjectId }) => !codes.includes(subjectId)),
    [],
  );
});

test('a cursor of another query, or no cursor at all, is refused', async () => {
  await using copy = await aCopyOf('云栖一店', '云栖二店', '云栖三店');
  const source = postgresRecordSource(copy.sql);
  const { next } = await source.searchSubjects({ searchName: '云栖', match: 'contains', limit: 1 });
  assert.ok(next);

  for (const cursor of [next, 'x', '', 'bnVsbA', Buffer.from('["a","\\u0000","b"]').toString('base64url')]) {
    const other = source.searchSubjects({ searchName: '云', match: 'prefix', limit: 1, cursor });
    await assert.rejects(other, { code: 'invalid', reason: 'bad_cursor' }, cursor);
  }
});

async function aCopyOf(...names: string[]) {
  const copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  await zhejiang.apply(copy.sql, ...names.map((name) => zhejiang.publish({ name })));
  return copy;
}

async function found(sql: Sql, name: string, match: NameMatch = 'contains'): Promise<string[]> {
  const page = await postgresRecordSource(sql).searchSubjects({ searchName: searchName(name), match, limit: 100 });
  return page.items.map((subject) => subject.name);
}

interface Named {
  node: string;
  code: string;
  name: string;
  formerNames: string[];
}

async function publishMany(
  sql: Sql,
  random: (below: number) => number,
  provinces: readonly Province[],
  counts: number[],
  first = 0,
): Promise<Named[]> {
  const subjects: Named[] = [];
  for (const [p, province] of provinces.entries()) {
    const bodies = Array.from({ length: counts[p] ?? 0 }, (_, i) => ({
      code: codeOf(scattered(first + i) * 2 + p),
      name: someName(random, 2, 7),
      formerNames: random(4) === 0 ? [someName(random, 2, 5), someName(random, 1, 5)] : [],
    }));
    for (let i = 0; i < bodies.length; i += 1000) {
      await province.apply(sql, ...bodies.slice(i, i + 1000).map((body) => province.publish(body)));
    }
    subjects.push(...bodies.map((body) => ({ ...body, node: province.node })));
  }
  return subjects;
}

async function compareSearches(sql: Sql, random: (below: number) => number, subjects: Named[], when: string) {
  const source = postgresRecordSource(sql);
  for (let i = 0; i < 45; i++) {
    const match = (['contains', 'prefix', 'exact'] as const)[i % 3]!;
    const name = someName(random, match === 'contains' ? 2 : 1, 4);
    const node = [undefined, '330000', '440000'][random(3)];
    const query = { searchName: searchName(name), match, limit: 1 + random(100), ...(node !== undefined && { node }) };

    const items = await allPages((cursor) => source.searchSubjects({ ...query, ...(cursor && { cursor }) }));

    const expected = compareAll(subjects, query.searchName, match, node);
    const codes = items.map(({ code }) => code);
    assert.deepEqual(codes, expected, `${when}: ${match} ${name} ${node ?? ''}`);
  }
}

/** Codes of the hits in the order of the answer. */
function compareAll(subjects: Named[], query: string, match: NameMatch, node: string | undefined): string[] {
  const begins = (name: string) => (match === 'exact' ? name === query : name.startsWith(query));
  const bears = (name: string) => (match === 'contains' ? name.includes(query) : begins(name));
  const of = subjects.filter((subject) => node === undefined || subject.node === node);
  const first = of.filter(({ name }) => begins(name)).sort((a, b) => order(a.name, b.name) || order(a.code, b.code));
  const others = of.filter(({ name, formerNames }) => !begins(name) && [name, ...formerNames].some(bears));
  return [...first, ...others.sort((a, b) => order(a.code, b.code))].map(({ code }) => code);
}

function order(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function someName(random: (below: number) => number, lengthMin: number, lengthMax: number): string {
  const length = lengthMin + random(lengthMax - lengthMin + 1);
  return Array.from({ length }, () => '甲乙丙丁(1'[random(6)]).join('');
}

function codeOf(n: number): string {
  return `91330000MB${String(n).padStart(8, '0')}`;
}

/** Each number once, in no order that names or time follow; below 40,000,003, a prime. */
function scattered(n: number): number {
  return (n * 15_485_863) % 40_000_003;
}

/** A seeded sequence (numbers from 0 to `below` - 1), so that a failure can be repeated. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
