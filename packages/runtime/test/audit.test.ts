import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '@necips/testbed';
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
