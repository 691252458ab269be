import assert from 'node:assert/strict';
import { test } from 'node:test';
import { necips } from '@necips/proto';
import { aCopy, Province } from './a-copy.ts';
import { aServer } from './a-server.ts';

const { NameMatch } = necips.query.v1;

test('a subject is shown by gRPC as by REST, with empty for what it did not register', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const change = zhejiang.publish({ name: '甲公司', formerNames: ['甲厂'], statusText: '存续' });
  await zhejiang.apply(copy.sql, change);
  await using server = await aServer(copy.sql, ['330000']);

  const { subject } = await server.client.unary('getSubject', { code: change.subjectId.toLowerCase() });

  assert.deepEqual(necips.query.v1.Subject.toObject(subject as necips.query.v1.Subject, { defaults: true }), {
    code: change.subjectId,
    name: '甲公司',
    formerNames: ['甲厂'],
    registrationNumber: '',
    type: '',
    status: '存续',
    node: '330000',
    legalRepresentative: '',
    establishedOn: '2016-03-01',
    asOfMs: change.timeMs,
    leafIndex: 0,
  });
});

test('gRPC searches page by token, and an unset match means contains', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const names = ['云栖一店', '云栖二店', '杭州云栖'];
  await zhejiang.apply(copy.sql, ...names.map((name) => zhejiang.publish({ name })));
  await using server = await aServer(copy.sql, ['330000']);

  const first = await server.client.unary('searchSubjects', { name: '云栖', pageSize: 2 });
  const rest = { name: '云栖', pageSize: 2, pageToken: first.nextPageToken ?? '' };
  const second = await server.client.unary('searchSubjects', rest);
  const byPrefix = { name: '杭', match: NameMatch.NAME_MATCH_PREFIX, node: '330000' };
  const prefixed = await server.client.unary('searchSubjects', byPrefix);

  const found = [first, second, prefixed].map(({ subjects }) => (subjects ?? []).map(({ name }) => name));
  assert.deepEqual(found, [['云栖一店', '云栖二店'], ['杭州云栖'], ['杭州云栖']]);
  assert.equal(second.nextPageToken, '');
});

test('a record travels with the canonical texts that its leaf commits to', async () => {
  await using copy = await aCopy('330000');
  const zhejiang = new Province('330000');
  const change = zhejiang.publish({ name: '甲公司' });
  await zhejiang.apply(copy.sql, change);
  await using server = await aServer(copy.sql, ['330000']);

  const { records } = await server.client.unary('listSubjectRecords', { code: change.subjectId });

  const [record] = records ?? [];
  assert.deepEqual([record?.head, record?.publicPart], [change.head, change.publicPart]);
});

test('gRPC refuses what REST refuses, with the same reasons', async () => {
  await using copy = await aCopy('330000');
  await using server = await aServer(copy.sql, ['330000']);
  const { client } = server;

  const unknown = client.unary('getSubject', { code: '91330000MA00000660' });
  await assert.rejects(unknown, { code: 'not_found', reason: 'unknown_subject' });
  const records = client.unary('listSubjectRecords', { code: '91330000MA00000660' });
  await assert.rejects(records, { code: 'not_found', reason: 'unknown_subject' });
  await assert.rejects(client.unary('getSubject', {}), { code: 'invalid', reason: 'not_a_code' });
  const refusals = [
    [{ name: '云' }, 'query_too_short'],
    [{}, 'query_too_short'],
    [{ name: '公司' }, 'query_too_common'],
    [{ name: '云栖', node: '440000' }, 'unknown_node'],
    [{ name: '云栖', pageSize: 101 }, 'bad_page_size'],
    [{ name: '云栖', pageSize: -1 }, 'bad_page_size'],
    [{ name: '云栖', pageToken: '?' }, 'bad_cursor'],
    [{ name: '云栖', match: 9 as necips.query.v1.NameMatch }, 'unknown_match'],
    [{ name: '云'.repeat(201) }, 'bad_query'],
  ] as const;
  for (const [request, reason] of refusals) {
    await assert.rejects(client.unary('searchSubjects', request), { code: 'invalid', reason }, reason);
  }
});
