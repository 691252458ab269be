import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectPostgres, RUNTIME_MIGRATIONS } from '@necips/runtime';
import { createTestDatabase } from '@necips/testbed';
import { EXCHANGE_MIGRATIONS, readErasureStatus } from '../src/index.ts';

const HOUR_MS = 3_600_000;
const SINCE = new Date('2026-03-02T00:00:00Z');

test('what was withdrawn and is still in the files past its deadline is said to be overdue, and of which province', async () => {
  await using database = await createTestDatabase([RUNTIME_MIGRATIONS, EXCHANGE_MIGRATIONS]);
  const sql = connectPostgres(database.url, { max: 1, applicationName: 'test' });
  await sql`insert into exchange.erasure_due (node, since) values ('330000', ${SINCE})`;
  const statusAfter = (hours: number) =>
    readErasureStatus(sql, ['330000', '440000'], { afterMs: 6 * HOUR_MS, nowMs: SINCE.getTime() + hours * HOUR_MS });

  const [soon, late] = [await statusAfter(5), await statusAfter(7)];

  assert.deepEqual(
    [soon, late].map((statuses) => [...statuses].map(([node, { isOverdue }]) => [node, isOverdue])),
    [
      [
        ['330000', false],
        ['440000', false],
      ],
      [
        ['330000', true],
        ['440000', false],
      ],
    ],
  );
  assert.match(late.get('330000')?.reason ?? '', /2026-03-02T06:00:00.000Z .*已逾期/);
  assert.match(late.get('440000')?.reason ?? '', /没有待清除/);
  await sql.end();
});
