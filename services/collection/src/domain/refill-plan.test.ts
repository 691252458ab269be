import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRefill, type ShownRecord, type StoredRecord } from './refill-plan.ts';

const BATCH = '6f1c3f0e-7f0e-4c55-9a1b-0a2b7f3f5c11';
const RECORD = '330000/REG/91330000MA00000001';
const basis = { publishedSequence: 10, isTombstoned: () => false };

test('a version that is newer in publication comes back with its number, its content and its origin', () => {
  const { versions } = planRefill([aStored({ version: 1 })], [aShown({ version: 3 })], basis, 0);

  assert.deepEqual(
    versions.map(({ version, operation, submissionId, rowNumber }) => [version, operation, submissionId, rowNumber]),
    [[3, 1, BATCH, 7]],
  );
});

test('what is the same, or newer here, stays as it is', () => {
  const same = planRefill([aStored({ version: 2 })], [aShown({ version: 2 })], basis, 0);
  const newer = planRefill([aStored({ version: 3 })], [aShown({ version: 2 })], basis, 0);

  assert.deepEqual([same.versions, newer.versions], [[], []]);
});

test('another content under an equal number gives way to what was public, as one version more', () => {
  const { versions } = planRefill(
    [aStored({ version: 2, publicPart: '{"name":"甲"}' })],
    [aShown({ version: 2, publicPart: '{"name":"乙"}' })],
    basis,
    0,
  );

  const [version] = versions;
  assert.deepEqual([version?.version, version?.publicPart], [3, '{"name":"乙"}']);
  assert.equal(JSON.parse(version?.head ?? '{}').version, 3);
});

test('what was published and is shown no longer was withdrawn meanwhile; what was never published is left to be', () => {
  const published = planRefill([aStored({ version: 1, sequence: 10 })], [], basis, 0);
  const waiting = planRefill([aStored({ version: 1, sequence: 11 })], [], basis, 0);

  assert.deepEqual(
    published.versions.map(({ version, operation }) => [version, operation]),
    [[2, 2]],
  );
  assert.equal(JSON.parse(published.versions[0]?.head ?? '{}').op, 'withdraw');
  assert.deepEqual(waiting.versions, []);
});

test('what was withdrawn by law meanwhile is left to the act of withdrawal, published or not', () => {
  const { versions, withdrawnByLaw } = planRefill(
    [aStored({ version: 1, sequence: 11 })],
    [],
    { ...basis, isTombstoned: () => true },
    0,
  );

  assert.deepEqual([versions, withdrawnByLaw], [[], [RECORD]]);
});

function aShown(given: Partial<ShownRecord>): ShownRecord {
  const { version = 1 } = given;
  const head = JSON.stringify({ op: 'publish', origin: { batch: BATCH, row: 7 }, recordId: RECORD, version });
  return { recordId: RECORD, version, head, publicPart: '{"name":"甲"}', restrictedPart: '', ...given };
}

function aStored(given: Partial<StoredRecord>): StoredRecord {
  return { ...aShown(given), sequence: 5, operation: 1, submissionId: BATCH, rowNumber: 7, ...given };
}
