import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Page, type PageRequest, postgresRecordSource, type Subject, type SubjectQuery } from '../src/index.ts';
import { aCopy, Province } from './a-copy.ts';
import { aServer } from './a-server.ts';

const SHOP = { name: '西湖茶叶店', code: '92330106MA00000A11', typeText: '个体工商户', statusText: '注销' };
const COMPANY = {
  name: '杭州西湖科技有限公司',
  code: '91330106MA00000B22',
  registrationNumber: '330106000012345',
  formerNames: ['钱塘电子厂'],
  statusText: '在业',
};
const FARM = { name: '西湖龙井专业合作社', code: '93330106MA00000C33' };

test('one field finds subjects by name, former name, code and registration number, and says what matched', async () => {
  await using server = await aServed(SHOP, COMPANY, FARM);
  const matched = async (q: string) => {
    const { body } = await server.get(`/v1/search?q=${encodeURIComponent(q)}`);
    return body.items.map(({ code, matched: { by } }: Hit) => [code, by]);
  };

  assert.deepEqual(await matched('西湖科技'), [[COMPANY.code, 'name']]);
  assert.deepEqual(await matched('钱塘'), [[COMPANY.code, 'formerName']]);
  assert.deepEqual(await matched('91330106ma'), [[COMPANY.code, 'code']]);
  assert.deepEqual(await matched('33010600'), [[COMPANY.code, 'registrationNumber']]);
  assert.deepEqual(await matched('9999'), []);
});

test('a filter leaves out what it does not ask for, and an unknown value is an error', async () => {
  await using server = await aServed(SHOP, COMPANY, FARM);
  const codes = async (query: string) => {
    const { status, body } = await server.get(`/v1/search?q=${encodeURIComponent('西湖')}&${query}`);
    return status === 200 ? body.items.map(({ code }: Hit) => code) : status;
  };

  assert.deepEqual(await codes('status=active'), [COMPANY.code]);
  assert.deepEqual(await codes('status=deregistered'), [SHOP.code]);
  assert.deepEqual(await codes('status=none'), [FARM.code]);
  assert.deepEqual(await codes('kind=individual'), [SHOP.code]);
  assert.deepEqual(await codes('kind=cooperative'), [FARM.code]);
  assert.deepEqual(await codes('kind=enterprise&node=330000'), [COMPANY.code]);
  assert.equal(await codes('kind=anything'), 400);
  assert.equal(await codes('node=440000'), 400);
});

test('pages of a search by code and by name follow each other without a gap', async () => {
  const shops = Array.from({ length: 7 }, (_, i) => ({ name: `西湖${i}号店`, code: `92330106MA0000000${i}` }));
  await using server = await aServed(...shops);

  for (const q of ['92330106', '西湖']) {
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await server.get(
        `/v1/search?limit=3&q=${encodeURIComponent(q)}${cursor && `&cursor=${cursor}`}`,
      );
      found.push(...body.items.map(({ code }: Hit) => code));
      cursor = body.next;
    }
    assert.deepEqual(
      found,
      shops.map(({ code }) => code),
      q,
    );
  }
});

test('a filter that leaves next to nothing is looked for a bounded number of subjects at a time, and the page says so', async () => {
  await using copy = await aCopy('330000', '440000');
  const [zhejiang, guangdong] = [new Province('330000'), new Province('440000')];
  const code = (kind: number, i: number) => `9${kind}330106MA00000${String(i).padStart(3, '0')}`;
  const companies = Array.from({ length: 90 }, (_, i) => ({ name: `西湖${i}科技公司`, code: code(1, i) }));
  const shops = [40, 80].map((i) => ({ name: `西湖${i}茶店`, code: code(2, i) }));
  await zhejiang.apply(copy.sql, ...[...companies, ...shops].map((body) => zhejiang.publish(body)));
  const south = [{ name: '西湖边的岭南店', code: code(1, 200) }];
  await guangdong.apply(copy.sql, ...south.map((body) => guangdong.publish(body)));
  const source = postgresRecordSource(copy.sql, { filteredRowsMax: 20 });
  const rare = { kind: 'individual' } as const;

  for (const [ask, expected] of [
    [pagesByName({ searchName: '西', match: 'prefix', ...rare }), shops],
    [pagesByName({ searchName: '西湖', match: 'contains', ...rare }), shops],
    [pagesByName({ searchName: '西', match: 'prefix', node: '440000' }), south],
    [(page: PageRequest) => source.searchCodes({ prefix: '9133', node: '440000', ...page }), south],
  ] as const) {
    const found: string[] = [];
    let cursor: string | undefined;
    let partial = 0;
    do {
      const page: Page<Subject> = await ask({ limit: 10, ...(cursor !== undefined && { cursor }) });
      found.push(...page.items.map((subject) => subject.code));
      cursor = page.next;
      if (page.isPartial) partial += 1;
      assert.equal(page.isPartial ?? false, cursor !== undefined);
    } while (cursor !== undefined);
    assert.deepEqual(
      found,
      expected.map((subject) => subject.code),
    );
    assert.ok(partial >= 4, `${partial} pages said that they were not all`);
  }

  function pagesByName(query: Pick<SubjectQuery, 'searchName' | 'match' | 'kind' | 'node'>) {
    return (page: PageRequest) => source.searchSubjects({ ...query, ...page });
  }
});

async function aServed(...registrations: Parameters<Province['publish']>[0][]) {
  await using starting = new AsyncDisposableStack();
  const copy = starting.use(await aCopy('330000'));
  const zhejiang = new Province('330000');
  await zhejiang.apply(copy.sql, ...registrations.map((registration) => zhejiang.publish(registration)));
  const server = starting.use(await aServer(copy.sql, ['330000']));
  const open = starting.move();
  return { get: (path: string) => server.get(path), [Symbol.asyncDispose]: () => open.disposeAsync() };
}

interface Hit {
  code: string;
  matched: { by: string };
}
