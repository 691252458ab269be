import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isIdentifier, nextRows, quoteIdentifier } from './source-query.ts';

const SOURCE = {
  schema: 'public',
  relation: 'penalty',
  watermark: 'changed_at',
  key: 'id',
  columns: [{ field: 'name', column: '名称' }],
};

test('a name is quoted whatever it holds, and what PostgreSQL would cut or refuse is no name', () => {
  assert.equal(quoteIdentifier('a"; drop table b; --'), '"a""; drop table b; --"');
  for (const bad of ['', 'a\0b', 'x'.repeat(64), '列'.repeat(22), '\ud800']) {
    assert.equal(isIdentifier(bad), false);
    assert.throws(() => quoteIdentifier(bad), RangeError);
  }
});

test('rows are asked for behind a place in the order of watermark and key, with values apart from the statement', () => {
  const types = { watermark: 'bigint', key: 'text', json: new Set<string>() } as const;
  const place = { watermark: '7', key: "x' or true" };
  const first = nextRows(SOURCE, types, { begin: { from: null }, furthest: null, limit: 10 });
  const next = nextRows(SOURCE, types, { begin: { place }, furthest: { watermark: '9', key: 'y' }, limit: 10 });

  assert.deepEqual(first.values, ['10']);
  assert.deepEqual(next.values, ['10', '9', 'y', '7', "x' or true"]);
  assert.equal(
    next.text,
    'select "changed_at"::text, left("id"::text, 1001), ("changed_at", "id" collate "C") > ($2::bigint, $3::text), ' +
      'left("名称"::text, 100000) from "public"."penalty" ' +
      'where "changed_at" is not null and "id" is not null and ' +
      '("changed_at", "id" collate "C") > ($4::bigint, $5::text) ' +
      'order by "changed_at", "id" collate "C" limit $1',
  );
});

test('of times, those that are infinite or still to come are left out', () => {
  const types = { watermark: 'timestamp with time zone', key: 'bigint', json: new Set(['名称']) } as const;
  const { text, values } = nextRows(SOURCE, types, { begin: { from: '2026-01-01' }, furthest: null, limit: 1 });

  assert.deepEqual(values, ['1', '2026-01-01']);
  assert.ok(text.includes(`(isfinite("changed_at") and "changed_at" <= now() + interval '1 day')`));
  assert.ok(text.includes('"changed_at" >= $2::timestamp with time zone'));
  assert.ok(text.includes('left(to_jsonb("名称")::text, 100000)'));
});
