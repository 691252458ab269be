import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aCopy, Province } from './a-copy.ts';
import { aServer } from './a-server.ts';

test('a subject is shown as registered, and what it did not register is null', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const change = zhejiang.publish({
    name: '杭州云栖科技有限公司',
    formerNames: ['杭州云栖厂'],
    legalRepresentative: '张三',
  });
  await zhejiang.apply(copy.sql, change);
  await using server = await aServer(copy.sql, ['330000']);

  const { status, body } = await server.get(`/v1/subjects/${change.subjectId}`);

  assert.equal(status, 200);
  assert.deepEqual(body, {
    code: change.subjectId,
    name: '杭州云栖科技有限公司',
    formerNames: ['杭州云栖厂'],
    registrationNumber: null,
    type: null,
    status: null,
    node: '330000',
    legalRepresentative: '张三',
    establishedOn: '2016-03-01',
    asOf: new Date(change.timeMs).toISOString(),
    leafIndex: 0,
    recordId: change.recordId,
    records: [{ item: 'REG', count: 1 }],
  });
});

test('a subject is found by its registration number, alone or beside its code', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const both = zhejiang.publish({ name: '甲公司', code: '91330000MA00000660', registrationNumber: '330000000000017' });
  const alone = zhejiang.publish({ name: '乙商店', registrationNumber: '330000600000025' });
  await zhejiang.apply(copy.sql, both, alone);
  await using server = await aServer(copy.sql, ['330000']);

  const codes = await Promise.all(
    ['330000000000017', '330000600000025'].map(
      async (number) => (await server.get(`/v1/subjects/${number}`)).body.code,
    ),
  );

  assert.deepEqual(codes, ['91330000MA00000660', '330000600000025']);
});

test('a code may be typed in lower case, full width and with spaces', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  await zhejiang.apply(copy.sql, zhejiang.publish({ name: '甲公司', code: '91330000MA00000660' }));
  await using server = await aServer(copy.sql, ['330000']);

  for (const typed of ['91330000ma00000660', '９１３３００００ＭＡ０００００６６０', ' 91330000 MA00000660 ']) {
    const { status } = await server.get(`/v1/subjects/${encodeURIComponent(typed)}`);
    assert.equal(status, 200, typed);
  }
});

test('an unknown code is not found, and what is no code is refused', async () => {
  await using copy = await aCopy('330000');
  await using server = await aServer(copy.sql, ['330000']);

  for (const path of ['', '/records']) {
    const unknown = await server.get(`/v1/subjects/91330000MA00000660${path}`);
    assert.deepEqual([unknown.status, unknown.body.reason], [404, 'unknown_subject']);
    for (const typed of ['1234', '杭州云栖科技有限公司', '%00', "91330000MA0000066'", '33000000000001X', '%20']) {
      const refused = await server.get(`/v1/subjects/${encodeURI(typed).replace('%2500', '%00')}${path}`);
      assert.deepEqual([refused.status, refused.body.reason], [400, 'not_a_code'], typed);
    }
  }
});

test('a copy that a client kept is confirmed as long as the record has not changed', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const change = zhejiang.publish({ name: '甲公司' });
  await zhejiang.apply(copy.sql, change);
  await using server = await aServer(copy.sql, ['330000']);
  const path = `/v1/subjects/${change.subjectId}`;
  const tag = (await server.get(path)).headers.get('etag') ?? '';

  const unchanged = await server.get(path, { 'if-none-match': tag });
  await zhejiang.apply(copy.sql, zhejiang.publish({ name: '甲集团', code: change.subjectId }));
  const changed = await server.get(path, { 'if-none-match': tag });

  assert.deepEqual([unchanged.status, unchanged.body, changed.status], [304, undefined, 200]);
  assert.equal(changed.headers.get('cache-control'), 'no-cache');
});

test('each record shows who provided it and from which row it came, but not whose account sent it', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const change = zhejiang.publish({ name: '甲公司', businessScope: '零售' });
  await zhejiang.apply(copy.sql, change);
  await using server = await aServer(copy.sql, ['330000']);

  const { body } = await server.get(`/v1/subjects/${change.subjectId}/records`);

  assert.deepEqual(body, {
    items: [
      {
        recordId: change.recordId,
        version: 1,
        item: 'REG',
        format: 'REG@1',
        node: '330000',
        leafIndex: 0,
        publishedAt: new Date(change.timeMs).toISOString(),
        provider: { code: '11330000002482495B', name: '浙江省市场监督管理局' },
        origin: { department: '11330000002482495B', node: null, batch: 'b-1', row: 2 },
        subject: { code: change.subjectId, name: '甲公司' },
        body: JSON.parse(change.publicPart),
      },
    ],
    next: null,
    withheld: [],
  });
});

test('records of a subject are paged, those of every province among them', async () => {
  await using copy = await aCopy('330000', '440000');
  const code = '91330000MA00000660';
  const expected: string[] = [];
  for (const province of [new Province('330000'), new Province('440000')]) {
    const changes = ['REG', 'PEN', 'ABN'].map((item) => province.publish({ name: '甲公司', code }, { item }));
    await province.apply(copy.sql, ...changes);
    expected.push(...changes.map(({ recordId }) => recordId).sort());
  }
  await using server = await aServer(copy.sql, ['330000', '440000']);

  const listed: string[] = [];
  let cursor = '';
  do {
    const { body } = await server.get(`/v1/subjects/${code}/records?limit=2${cursor}`);
    listed.push(...body.items.map((item: { recordId: string }) => item.recordId));
    cursor = body.next && `&cursor=${body.next}`;
  } while (cursor);

  assert.deepEqual(listed, expected);
});

test('a search is paged by `next`, which is null on the last page', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const names = ['云栖一店', '云栖二店', '杭州云栖'];
  await zhejiang.apply(copy.sql, ...names.map((name) => zhejiang.publish({ name })));
  await using server = await aServer(copy.sql, ['330000']);
  const query = `name=${encodeURIComponent('云栖')}&limit=2`;

  const first = await server.get(`/v1/subjects?${query}`);
  const second = await server.get(`/v1/subjects?${query}&cursor=${first.body.next}`);

  const found = [first, second].map(({ body }) => body.items.map((item: { name: string }) => item.name));
  assert.deepEqual(found, [['云栖一店', '云栖二店'], ['杭州云栖']]);
  assert.equal(second.body.next, null);
});

test('a search that could only mislead is refused with a reason', async () => {
  await using copy = await aCopy('330000');
  await using server = await aServer(copy.sql, ['330000']);
  const refusals: [string, string][] = [
    ['name=云', 'query_too_short'],
    ['name=%20%20', 'query_too_short'],
    ['name=%E3%80%80&match=prefix', 'query_too_short'],
    ['name=有限公司', 'query_too_common'],
    ['name=公司', 'query_too_common'],
    ['name=有限', 'query_too_common'],
    ['name=有限责任公司', 'query_too_common'],
    ['name=股份', 'query_too_common'],
    ['name=云栖&node=440000', 'unknown_node'],
    ['name=云栖&node=', 'unknown_node'],
    ['name=云栖&cursor=nonsense', 'bad_cursor'],
    ['name=云%00栖', 'bad_query'],
    ['name=云%01栖&match=exact', 'bad_query'],
  ];

  for (const [query, reason] of refusals) {
    const { status, body } = await server.get(`/v1/subjects?${query}`);
    assert.deepEqual([status, body.reason], [400, reason], query);
  }
});

test('stop-words may be searched for as a beginning or a whole name', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  await zhejiang.apply(copy.sql, zhejiang.publish({ name: '公司' }));
  await using server = await aServer(copy.sql, ['330000']);

  for (const match of ['prefix', 'exact']) {
    const { body } = await server.get(`/v1/subjects?name=${encodeURIComponent('公司')}&match=${match}`);
    assert.equal(body.items.length, 1, match);
  }
});

test('parameters that are unknown or out of bounds are refused', async () => {
  await using copy = await aCopy('330000');
  await using server = await aServer(copy.sql, ['330000']);
  const bad = ['', 'name=', 'name=云栖&limit=0', 'name=云栖&limit=101', 'name=云栖&limit=x', 'name=云栖&match=fuzzy'];
  bad.push('name=云栖&nmae=1', `name=${'云'.repeat(201)}`, `name=云栖&cursor=${'x'.repeat(2001)}`);

  for (const query of bad) assert.equal((await server.get(`/v1/subjects?${encodeURI(query)}`)).status, 400, query);
});

test('the OpenAPI document describes the queries', async () => {
  await using copy = await aCopy('330000');
  await using server = await aServer(copy.sql, ['330000']);

  const { body } = await server.get('/openapi.json');

  const paths = ['/v1/search', '/v1/subjects', '/v1/subjects/{code}', '/v1/subjects/{code}/records'];
  assert.deepEqual(Object.keys(body.paths).sort(), paths);
});

test('a subject tells how many records of each item it has, and they are listed by item', async () => {
  await using copy = await aCopy('330000', '440000');
  const [zhejiang, guangdong] = [new Province('330000'), new Province('440000')];
  const code = '91330000MA00000660';
  const registration = zhejiang.publish({ name: '甲公司', code });
  await zhejiang.apply(copy.sql, registration, zhejiang.publish({ name: '甲公司', code }, { item: 'PEN' }));
  await using server = await aServer(copy.sql, ['330000', '440000']);
  const before = await server.get(`/v1/subjects/${code}`);
  await guangdong.apply(copy.sql, guangdong.publish({ name: '甲公司', code }, { item: 'PEN' }));

  const { body } = await server.get(`/v1/subjects/${code}`);
  const penalties = await server.get(`/v1/subjects/${code}/records?item=PEN&limit=1`);
  const rest = await server.get(
    `/v1/subjects/${code}/records?item=PEN&limit=1&cursor=${penalties.body.next as string}`,
  );
  const none = await server.get(`/v1/subjects/${code}/records?item=LIC`);

  assert.deepEqual(body.records, [
    { item: 'PEN', count: 2 },
    { item: 'REG', count: 1 },
  ]);
  assert.notDeepEqual(body.records, before.body.records);
  const listed = [penalties, rest].flatMap((page) => page.body.items as { item: string; node: string }[]);
  assert.deepEqual(
    listed.map(({ item, node }) => `${node}/${item}`),
    ['330000/PEN', '440000/PEN'],
  );
  assert.deepEqual([rest.body.next, none.body.items], [null, []]);
});

test('records that come before the registration, or stay when it is withdrawn, are listed by the subject’s code', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const code = '91330000MA00000660';
  await zhejiang.apply(copy.sql, zhejiang.publish({ name: '甲公司', code }, { item: 'PEN' }));
  await using server = await aServer(copy.sql, ['330000']);
  const early = await server.get(`/v1/subjects/${code}`);
  const registration = zhejiang.publish({ name: '甲公司', code });
  await zhejiang.apply(copy.sql, registration);
  const registered = await server.get(`/v1/subjects/${code}`);

  await zhejiang.apply(copy.sql, zhejiang.withdraw(registration));

  const { status, body } = await server.get(`/v1/subjects/${code}`);
  const records = await server.get(`/v1/subjects/${code}/records`);
  assert.deepEqual([early.status, early.body.reason, registered.status], [404, 'no_registration', 200]);
  assert.deepEqual([status, body.reason, body.records], [404, 'no_registration', [{ item: 'PEN', count: 1 }]]);
  assert.deepEqual(
    (records.body.items as { item: string }[]).map(({ item }) => item),
    ['PEN'],
  );
  assert.equal((await server.get('/v1/subjects/91330000MA00000679')).body.reason, 'unknown_subject');
});
