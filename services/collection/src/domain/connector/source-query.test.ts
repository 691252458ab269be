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
  const types = { watermark: 'timestamp with time zone', key: 'text' } as const;
  const first = nextRows(SOURCE, types, { place: undefined, limit: 10 });
  const next = nextRows(SOURCE, types, { place: { watermark: '2026-01-01', key: "x' or true" }, limit: 10 });

  assert.deepEqual(first.values, [10]);
  assert.deepEqual(next.values, [10, '2026-01-01', "x' or true"]);
  assert.equal(
    next.text,
    'select "changed_at"::text as watermark, "id"::text as key, "名称"::text as c0 from "public"."penalty" ' +
      'where "changed_at" is not null and "id" is not null and ' +
      '("changed_at", "id" collate "C") > ($2::timestamp with time zone, $3::text) ' +
      'order by "changed_at", "id" collate "C" limit $1',
  );
});
