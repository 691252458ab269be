import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { necips, WithdrawalService } from '@necips/proto';
import { createGrpcClient, isServiceError, verifyAuditChain } from '@necips/runtime';
import { aCollection, countsOf, doors, type TestCollection } from './support/collection.ts';
import { aCode, aFile, aRow, someRows } from './support/rows.ts';
import {
  anAcknowledgingReader,
  aRecordId,
  feedClient,
  GROUNDS,
  untilWithdrawal,
  withdraw,
} from './support/withdrawals.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_BLOCK_ROWS: '10', COLLECTION_WITHDRAWAL_WAIT_MS: '0' });
});
after(() => collection[Symbol.asyncDispose]());

/** Every version of a record, with the content that is left of it. */
async function versionsOf(number: number) {
  return await collection.sql<{ version: number; operation: number; head: string | null; isLawful: boolean }[]>`
    select version, operation, head, withdrawal_id is not null as "isLawful"
    from record_version left join record_version_content using (sequence)
    where record_id = ${aRecordId(number)} order by version`;
}

test('a withdrawn record gets one withdrawing version, and nothing is left of any earlier one', async () => {
  await collection.load(aFile(aRow(1), aRow(2)));
  await collection.load(aFile(aRow(1, { person: '李四' })));

  const { status, json } = await withdraw(collection, { recordIds: [aRecordId(1)] });

  assert.deepEqual([status, json.state, json.records, json.published], [202, 'withdrawing', 1, 1]);
  assert.deepEqual(
    [...(await versionsOf(1))],
    [
      { version: 1, operation: 1, head: null, isLawful: false },
      { version: 2, operation: 1, head: null, isLawful: false },
      { version: 3, operation: 2, head: null, isLawful: true },
    ],
  );
  assert.ok((await versionsOf(2))[0]?.head);
});

test('a file that contains a withdrawn record does not publish it again, whoever sends it', async () => {
  const file = aFile(...someRows(11, 15));
  await collection.load(file);
  await withdraw(collection, { recordIds: [aRecordId(12), aRecordId(14)] });

  const again = await collection.load(file);
  const other = collection.token('department', { department: '11330000002483035A', azp: 'other-department' });
  const changed = await collection.submit(aFile(aRow(12, { person: '王五' })), { token: other });
  const { submissionId } = (await changed.json()) as { submissionId: string };
  const byOther = await doors(collection.base, other).untilEnded(submissionId);

  assert.deepEqual({ ...countsOf(again), withheld: again.withheld }, withheldOf(5, 2, 3));
  assert.deepEqual({ ...countsOf(byOther), withheld: byOther.withheld }, withheldOf(1, 1, 0));
  const report = await collection.errors(again.submissionId);
  assert.deepEqual(
    report.map(({ row, code, value }) => [row, code, value]),
    [
      [2, 'withheld', ''],
      [4, 'withheld', ''],
    ],
  );
  assert.equal((await versionsOf(12)).length, 2);
});

const withheldOf = (rows: number, withheld: number, unchanged: number) => ({
  rows,
  accepted: 0,
  unchanged,
  rejected: 0,
  withheld,
});

test('taking back a batch brings nothing back that was withdrawn', async () => {
  await collection.load(aFile(aRow(21), aRow(22)));
  const second = await collection.load(aFile(aRow(21, { person: '李四' }), aRow(22, { person: '李四' })));
  await withdraw(collection, { recordIds: [aRecordId(21)] });

  await collection.act(second.submissionId, 'take-back', { reason: '误报' });
  const { undone } = await collection.untilEnded(second.submissionId, ['taken_back']);

  assert.deepEqual(undone, { withdrawn: 0, restored: 1, kept: 0 });
  const versions = await versionsOf(21);
  assert.deepEqual([versions.length, versions.at(-1)?.operation], [3, 2]);
  assert.equal((await versionsOf(22)).length, 3);
});

test('a record that taking back has withdrawn is withdrawn lawfully all the same, for a reader may be behind', async () => {
  const { submissionId } = await collection.load(aFile(aRow(25)));
  await collection.act(submissionId, 'take-back', { reason: '误报' });
  await collection.untilEnded(submissionId, ['taken_back']);

  const { json } = await withdraw(collection, { submission: submissionId });
  await untilWithdrawal(collection, json.withdrawalId, ({ recordedAt }) => recordedAt !== null);

  assert.deepEqual(
    (await versionsOf(25)).map(({ operation, head, isLawful }) => [operation, head, isLawful]),
    [
      [1, null, false],
      [2, null, false],
      [2, null, true],
    ],
  );
});

test('a withdrawal is done once the reader has said that it shows nothing, and not before', async () => {
  await using waiting = await aCollection({ COLLECTION_WITHDRAWAL_WAIT_MS: '60000' });
  await waiting.load(aFile(aRow(1)));
  await using reader = anAcknowledgingReader(waiting);

  const { status, json } = await withdraw(waiting, { recordIds: [aRecordId(1)] });

  assert.deepEqual([status, json.state], [200, 'hidden']);
  assert.deepEqual(
    reader.seen.map(({ recordId, operation, tombstone }) => [recordId, operation, tombstone?.length]),
    [[aRecordId(1), 2, 32]],
  );
});

test('withdrawals overtake the feed, and whoever is behind in it is told that the content is gone', async () => {
  const { lastFeedSequence } = await collection.load(aFile(...someRows(31, 60)));
  const { json } = await withdraw(collection, { recordIds: [aRecordId(35)] });
  using client = feedClient(collection);

  const fast = await client.stream('followWithdrawals', { afterSequence: lastFeedSequence }).next();
  const stream = client.stream('follow', { cursor: {}, batchEntriesMax: 2_000 });
  const { value } = await stream.next();
  await stream.return();

  assert.equal(fast.value?.entries?.[0]?.sequence, json.lastFeedSequence);
  const entries = value?.entries?.filter(({ recordId }) => recordId === aRecordId(35));
  assert.deepEqual(
    entries?.map(({ operation, contentGone, publicPart, head }) => [operation, contentGone, publicPart, head]),
    [
      [1, true, '', ''],
      [2, false, '', ''],
    ],
  );
  const cursor = { incarnation: value?.incarnation ?? '', sequence: entries?.[0]?.sequence ?? 0 };
  const behind = client.stream('follow', { cursor: { ...cursor, digest: Buffer.alloc(32) } });
  const next = await behind.next();
  await behind.return();
  assert.equal(next.value?.entries?.[0]?.sequence, cursor.sequence + 1, 'a cursor on an erased entry still holds');
});

test('the act needs an administrator, a reason, a basis and a known record, and is in the audit log', async () => {
  await collection.load(aFile(aRow(61)));
  const recordIds = [aRecordId(61)];

  const answers = [
    await withdraw(collection, { recordIds }, { token: collection.token('department') }),
    await withdraw(collection, { recordIds, reason: ' ' }),
    await withdraw(collection, { recordIds, authority: '' }),
    await withdraw(collection, { recordIds: [...recordIds, aRecordId(9_999)] }),
    await withdraw(collection, { recordIds, submission: '5d3c1f0a-0000-4000-8000-000000000001' }),
    await withdraw(collection, { recordIds, reason: `撤回${aCode(61)}` }),
    await withdraw(collection, { submission: '5d3c1f0a-0000-4000-8000-000000000001' }),
  ];

  assert.deepEqual(
    answers.map(({ status }) => status),
    [403, 400, 400, 404, 400, 422, 404],
  );
  assert.equal((await versionsOf(61)).length, 1);
  const { json } = await withdraw(collection, { recordIds });
  const [entry] = await collection.sql<{ actor: string; details: string }[]>`
    select actor, details from runtime.audit_entry where object = ${json.withdrawalId}`;
  assert.equal(entry?.actor, 'province-admin-cli');
  assert.deepEqual(JSON.parse(entry?.details ?? ''), { ...GROUNDS, records: 1 });
  assert.ok((await verifyAuditChain(collection.sql)) > 0);
});

test('the same idempotency key is one act, and another request under it is refused', async () => {
  await collection.load(aFile(aRow(71), aRow(72)));
  const first = await withdraw(collection, { recordIds: [aRecordId(71)] }, { key: 'once' });
  const second = await withdraw(collection, { recordIds: [aRecordId(71)] }, { key: 'once' });
  const other = await withdraw(collection, { recordIds: [aRecordId(72)] }, { key: 'once' });
  const again = await withdraw(collection, { recordIds: [aRecordId(71)] });

  assert.equal(second.json.withdrawalId, first.json.withdrawalId);
  assert.deepEqual([other.status, other.json.reason], [422, 'idempotency_key_reused']);
  assert.deepEqual([again.json.records, again.json.already], [0, 1]);
  assert.equal(again.json.state, 'withdrawing', 'it is not hidden before the first act is');
  assert.equal((await versionsOf(71)).length, 2);
});

test('the same can be done by gRPC', async () => {
  await collection.load(aFile(aRow(81), aRow(82)));
  const as = (role: string) => {
    const token = { token: async () => collection.token(role) };
    return createGrpcClient(WithdrawalService, { address: collection.grpcAddress, token });
  };
  using administrator = as('province-admin');
  using auditor = as('auditor');
  const recordIds = [aRecordId(81), aRecordId(82)];
  const refused = async (request: Promise<unknown>, reason: string) =>
    await assert.rejects(request, (error) => isServiceError(error) && error.reason === reason);

  const { withdrawal } = await administrator.unary('withdraw', { recordIds, ...GROUNDS });
  const withdrawalId = withdrawal?.withdrawalId ?? '';
  const { withdrawals } = await auditor.unary('listWithdrawals', { pageSize: 1 });
  const first = await auditor.unary('listWithdrawnRecords', { withdrawalId, pageSize: 1 });
  const second = await auditor.unary('listWithdrawnRecords', { withdrawalId, pageToken: first.nextPageToken ?? '' });

  assert.deepEqual(
    [withdrawal?.state, withdrawal?.records],
    [necips.withdrawal.v1.WithdrawalState.WITHDRAWAL_STATE_WITHDRAWING, 2],
  );
  assert.equal(withdrawals?.[0]?.withdrawalId, withdrawalId);
  const named = [...(first.records ?? []), ...(second.records ?? [])].map(({ recordId }) => recordId);
  assert.deepEqual(new Set(named), new Set(recordIds));
  await refused(administrator.unary('withdraw', { ...GROUNDS }), 'bad_target');
  await refused(administrator.unary('withdraw', { recordIds, reason: '', authority: 'x' }), 'bad_reason');
  await refused(administrator.unary('liftWithdrawal', { withdrawalId, ...GROUNDS }), 'not_hidden');
  await refused(auditor.unary('liftWithdrawal', { withdrawalId, ...GROUNDS }), 'missing_role');
  await refused(auditor.unary('getWithdrawal', { withdrawalId: 'none' }), 'no_such_withdrawal');
});

test('what a reader has not been sent, or of another life of the feed, it cannot acknowledge', async () => {
  using client = feedClient(collection);
  const { value } = await client.stream('followWithdrawals', { afterSequence: 0 }).next();
  const incarnation = value?.incarnation ?? '';
  const diverged = (error: unknown) => isServiceError(error, 'precondition') && error.reason === 'feed_diverged';

  const ahead = client.unary('acknowledgeWithdrawals', { incarnation, sequence: 1_000_000 });
  await assert.rejects(ahead, diverged);
  const other = { incarnation: '5d3c1f0a-0000-4000-8000-000000000001', sequence: 1 };
  await assert.rejects(client.unary('acknowledgeWithdrawals', other), diverged);
});
