import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '@necips/testbed';
import { listAudit } from '../src/audit/list-audit.ts';
import { appendAudit, connectPostgres, RUNTIME_MIGRATIONS, type Sql, verifyAuditChain } from '../src/index.ts';

test('acts that happen at once stand in one unbroken chain', async () => {
  await using log = await anAuditLog();
  await Promise.all(Array.from({ length: 10 }, (_, number) => act(log.sql, `submission-${number}`)));
  assert.equal(await verifyAuditChain(log.sql), 10);
});

test('an act whose transaction fails leaves no line', async () => {
  await using log = await anAuditLog();
  await assert.rejects(
    log.sql.begin(async (tx) => {
      await appendAudit(tx, { actor: 'a', act: 'take_back', object: 'x' });
      throw new Error('no');
    }),
  );
  assert.equal(await verifyAuditChain(log.sql), 0);
});

test('no line can be changed or removed, not even by the owner of the table', async () => {
  await using log = await anAuditLog();
  await act(log.sql, 'x');
  for (const statement of [
    `update runtime.audit_entry set actor = 'nobody'`,
    'delete from runtime.audit_entry',
    'truncate runtime.audit_entry',
  ]) {
    await assert.rejects(log.sql.unsafe(statement), /append-only/);
  }
});

test('a line that was changed past the trigger breaks the chain where it stands', async () => {
  await using log = await anAuditLog();
  for (const object of ['a', 'b', 'c']) await act(log.sql, object);
  await log.sql.unsafe('alter table runtime.audit_entry disable trigger audit_entry_append_only');
  await log.sql`update runtime.audit_entry set object = 'z' where sequence = 2`;
  await assert.rejects(verifyAuditChain(log.sql), /audit entry 2/);
});

test('an auditor reads the newest lines first, page by page, of everybody or of one', async () => {
  await using log = await anAuditLog();
  for (const object of ['a', 'b', 'c', 'd']) await act(log.sql, object);
  await log.sql.begin((tx) => appendAudit(tx, { actor: 'other', act: 'enrol_node', object: '330000' }));

  const first = await listAudit(log.sql, { actor: 'admin', limit: 3 });
  const second = await listAudit(log.sql, { actor: 'admin', limit: 3, cursor: first.next });
  const [enrolment] = (await listAudit(log.sql, { act: 'enrol_node', limit: 3 })).items;

  assert.deepEqual(
    [...first.items, ...second.items].map(({ object }) => object),
    ['d', 'c', 'b', 'a'],
  );
  assert.equal(second.next, undefined);
  assert.deepEqual(first.items[0]?.details, { reason: '错误批次' });
  assert.equal(enrolment?.sequence, 5);
  await assert.rejects(listAudit(log.sql, { limit: 3, cursor: 'x' }), { reason: 'bad_cursor' });
});

function act(sql: Sql, object: string): Promise<unknown> {
  return sql.begin((tx) =>
    appendAudit(tx, { actor: 'admin', act: 'take_back', object, details: { reason: '错误批次' } }),
  );
}

async function anAuditLog(): Promise<{ sql: Sql } & AsyncDisposable> {
  const database = await createTestDatabase([RUNTIME_MIGRATIONS]);
  const sql = connectPostgres(database.url, { max: 6, applicationName: 'test' });
  const dispose = async () => {
    await sql.end();
    await database[Symbol.asyncDispose]();
  };
  return { sql, [Symbol.asyncDispose]: dispose };
}
