import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { forgetSentTransfers } from '../src/commands/transfer-out/forget-transfers.ts';
import type { SubmissionJson } from './support/collection.ts';
import { aPenaltyFile } from './support/penalties.ts';
import { aCode, aFile, aRow } from './support/rows.ts';
import { aSender, DESTINATION, type Sender, THIRD } from './support/transfers.ts';

const WAITING = { timeout: 300_000 };
const DAY_MS = 86_400_000;

let sender: Sender;
before(async () => {
  sender = await aSender();
});
after(() => sender?.[Symbol.asyncDispose]());

const nameOf = (number: number) => `广州第${number}贸易有限公司`;
const counts = ({ rows, accepted, rejected, held, transferred }: SubmissionJson) =>
  Object.entries({ rows, accepted, rejected, held, transferred })
    .flatMap(([name, count]) => (count > 0 ? `${name} ${count}` : []))
    .join(', ');

test(
  'a record goes where its enterprise is registered, and is held until its destination has recorded it',
  WAITING,
  async () => {
    const { submission, transfer } = await sender.send({
      decisionNumber: 'A-1',
      name: nameOf(1),
      uscc: aCode(901),
      taxNumber: '税号',
      partyIdNumber: '证号',
    });

    const { transferId, recordKey, publicPart, receivedAtMs, sentAtMs, ...same } = transfer;
    assert.match(publicPart, /无照经营/);
    // What never leaves the node does not.
    assert.ok(!JSON.stringify(transfer).includes('证号'));
    assert.ok(receivedAtMs > 0 && sentAtMs >= receivedAtMs && recordKey.length > 0 && recordKey !== transferId);
    assert.deepEqual(
      { ...same },
      {
        from: sender.centre.node,
        to: DESTINATION,
        item: 'PEN',
        format: 'PEN@1',
        provider: '11330000002482095X',
        providerName: '浙江省市场监督管理局',
        restrictedPart: '{"taxNumber":"税号"}',
        producedOn: '2024-03-01',
        version: 1,
      },
    );
    assert.equal(counts(await sender.submission(submission)), 'rows 1, held 1');
    assert.equal((await sender.held('A-1'))?.transfer?.state, 'waiting');

    await sender.answer(transfer, 'RECORDED', { recordId: `${DESTINATION}/PEN/a-1` });
    const recorded = await sender.untilState(transfer, 'recorded');
    assert.equal(recorded.remoteRecordId, `${DESTINATION}/PEN/a-1`);
    assert.deepEqual([recorded.to, recorded.toName, recorded.overdue], [DESTINATION, '广东', null]);
    assert.equal(counts(await sender.submission(submission)), 'rows 1, transferred 1');
    assert.equal(await sender.held('A-1'), undefined);
    const errors = await sender.department.errors(submission.submissionId);
    assert.deepEqual(
      errors.map(({ code, reason, finding }) => [code, reason, finding]),
      [['transferred', '该主体登记在广东，该行已转送并由其记录', true]],
    );
    // Nothing of its body is left in the queue or in the outbox.
    const [left] = await sender.collection.sql`select 1 from held_record where record_id = ${sender.idOf('A-1')}`;
    assert.equal(left, undefined);

    await sender.answer(transfer, 'PUBLISHED', { recordId: `${DESTINATION}/PEN/a-1` });
    await sender.untilState(transfer, 'published');
    const path = `/v1/records/${encodeURIComponent(sender.idOf('A-1'))}/provenance`;
    const provenance = (await sender.department.get(path)) as { items: unknown[]; transfers: { state: string }[] };
    assert.deepEqual([provenance.items.length, provenance.transfers.map(({ state }) => state)], [0, ['published']]);
    assert.equal((await sender.otherDepartment.call(path)).status, 404);
    assert.deepEqual(((await sender.otherDepartment.get('/v1/transfers')) as { items: unknown[] }).items, []);
  },
);

test(
  'what became of a transfer is forgotten a year after a later one took its place, and a record that is away is known',
  WAITING,
  async () => {
    const row = (decisionNumber: string, content: string) => ({
      decisionNumber,
      content,
      name: '广州年公司',
      uscc: aCode(970),
    });
    const hand = async (decisionNumber: string, content: string) => {
      const submission = await sender.load(row(decisionNumber, content));
      await sender.locate();
      const transfer = await sender.nextTransfer();
      await sender.answer(transfer, 'RECORDED');
      await sender.untilState(transfer, 'recorded');
      return { submission, transfer };
    };
    const corrected = [await hand('Y-1', '一'), await hand('Y-1', '二')];
    const { submission, transfer: gone } = await hand('Y-2', '一');
    await sender.collection.act(submission.submissionId, 'take-back', { reason: '误' }, sender.admin());
    const back = await sender.nextTransfer();
    await sender.answer(back, 'RECORDED');
    await sender.untilState(back, 'recorded');
    await hand('Y-3', '一');
    const waiting = await sender.load(row('Y-3', '二'));
    await sender.locate();
    const unanswered = await sender.nextTransfer();
    const known = async (...transfers: { transferId: string }[]) => {
      const listed = new Set((await sender.list()).map(({ transferId }) => transferId));
      return transfers.map(({ transferId }) => listed.has(transferId));
    };
    const { sql } = sender.collection;
    const limits = { transferKeepDays: 365 };
    const shown = [...corrected.map(({ transfer }) => transfer), gone, back, unanswered];

    await forgetSentTransfers({ sql, now: () => Date.now() + sender.clock.aheadMs + 300 * DAY_MS, limits });
    const before = await known(...shown);
    await forgetSentTransfers({ sql, now: () => Date.now() + sender.clock.aheadMs + 400 * DAY_MS, limits });
    const after = await known(...shown);

    assert.deepEqual(before, [true, true, true, true, true]);
    assert.deepEqual(after, [false, true, false, false, true]);
    // Of what waits for an answer nothing is forgotten: should it be refused, the one before it is the last.
    assert.equal((await sender.list()).filter(({ recordId }) => recordId === sender.idOf('Y-3')).length, 2);
    assert.equal(waiting.held, 1);
    // The same again is known, and what is sent again after it was taken back goes on counting.
    assert.equal((await sender.load(row('Y-1', '二'))).unchanged, 1);
    const { transfer: again } = await hand('Y-2', '一');
    assert.deepEqual([again.recordKey, again.version], [gone.recordKey, back.version + 1]);
    await sender.answer(unanswered, 'RECORDED');
    await sender.untilState(unanswered, 'recorded');
  },
);

test(
  'while its destination is down a record is sent again as it was, and nobody’s word but the destination’s counts',
  WAITING,
  async () => {
    const { submission, transfer } = await sender.send({ decisionNumber: 'B-1', name: nameOf(2), uscc: aCode(902) });
    await sender.answer(transfer, 'DEFERRED', { from: '', reason: 'destination_full', explanation: '等待节点' });
    const deferred = await sender.untilState(transfer, 'deferred');
    assert.deepEqual(
      [deferred.reason, deferred.explanation, deferred.stateWord],
      ['destination_full', '等待节点', '对方暂缓'],
    );

    await sender.answer(transfer, 'RECORDED', { from: THIRD, recordId: `${THIRD}/PEN/x` });
    await sender.answer(transfer, 'PUBLISHED', { from: '' });
    await sender.answer(transfer, 'RECORDED', { to: THIRD });
    await sender.answer(transfer, 'RECORDED', { recordId: `${DESTINATION}/PEN/\u0000` });
    await sender.answer({ ...transfer, transferId: '00000000-0000-4000-8000-000000000000' }, 'RECORDED');
    await sender.answer({ ...transfer, transferId: 'not-ours' }, 'RECORDED');
    await sender.centre.tell(Buffer.from([0xff]));

    sender.clock.aheadMs += 2 * 3_600_000;
    const again = await sender.repeated(transfer);
    assert.deepEqual({ ...again }, { ...transfer });
    assert.deepEqual(
      [(await sender.untilState(transfer, 'deferred')).sends, counts(await sender.submission(submission))],
      [2, 'rows 1, held 1'],
    );

    await sender.answer(transfer, 'RECORDED');
    await sender.answer(transfer, 'RECORDED');
    await sender.answer(transfer, 'DEFERRED', { reason: 'too_late' });
    await sender.answer(transfer, 'PUBLISHED');
    await sender.untilState(transfer, 'published');
    assert.equal(counts(await sender.submission(submission)), 'rows 1, transferred 1');
  },
);

test('what is refused stays in the queue with the reason, until an officer sends it again', WAITING, async () => {
  const { transfer } = await sender.send({ decisionNumber: 'C-1', name: nameOf(3), uscc: aCode(903) });
  await sender.answer(transfer, 'REFUSED', { from: '', reason: 'unknown_node', explanation: '节点 440000 未登记' });
  await sender.untilState(transfer, 'refused');
  const held = await sender.held('C-1');
  assert.deepEqual([held?.transfer?.state, held?.transfer?.explanation], ['refused', '节点 440000 未登记']);

  // It is located anew in its time; nothing is sent for that.
  sender.clock.aheadMs += 2 * DAY_MS;
  await sender.locate();
  const path = `/v1/held-records/${held?.heldId}/transfer`;
  const byDepartment = await sender.act(
    path,
    { reason: '已登记' },
    sender.collection.token('department', { node: [sender.centre.node] }),
  );
  const named = await sender.act(path, { reason: `即${nameOf(3)}` });
  const toItself = await sender.act(path, { node: sender.centre.node, reason: '已登记' });
  const sent = await sender.act(path, { reason: '对方节点已登记' });
  const twice = await sender.act(path, { reason: '对方节点已登记' });
  assert.deepEqual(
    [byDepartment, named, toItself, sent, twice].map(({ status }) => status),
    [403, 422, 422, 204, 409],
  );

  const again = await sender.nextTransfer();
  assert.notEqual(again.transferId, transfer.transferId);
  assert.deepEqual([again.recordKey, again.version, again.publicPart], [transfer.recordKey, 2, transfer.publicPart]);
  const [audited] = await sender.collection.sql<{ details: string }[]>`
    select details from runtime.audit_entry where act = 'transfer_held_record'`;
  assert.match(audited?.details ?? '', /"to":"440000".*|对方节点已登记/);
  // A late word about the first one changes nothing for the row, which waits for the second.
  await sender.answer(transfer, 'RECORDED');
  await sender.untilState(transfer, 'recorded');
  assert.equal((await sender.held('C-1'))?.transfer?.state, 'waiting');
  await sender.answer(again, 'RECORDED');
  await sender.untilState(again, 'recorded');
  assert.equal(await sender.held('C-1'), undefined);
});

test(
  'what its destination shows no longer is in the list and in the report, and is sent again when it is handed in again',
  WAITING,
  async () => {
    const row = { decisionNumber: 'W-1', name: nameOf(61), uscc: aCode(961) };
    const { submission, transfer } = await sender.send(row);
    await sender.answer(transfer, 'RECORDED');
    const words = { reason: 'taken_back_here', explanation: '本节点管理员已撤回' };
    await sender.answer(transfer, 'WITHDRAWN', { ...words, from: '' });
    await sender.answer(transfer, 'WITHDRAWN', words);
    await sender.answer(transfer, 'PUBLISHED');

    const withdrawn = await sender.untilState(transfer, 'withdrawn');
    assert.deepEqual(
      [withdrawn.stateWord, withdrawn.reason, withdrawn.explanation],
      ['对方已撤下', 'taken_back_here', '本节点管理员已撤回'],
    );
    const report = await sender.department.errors(submission.submissionId);
    assert.deepEqual(
      report.map(({ code, reason }) => [code, reason]),
      [
        ['transferred', '该主体登记在广东，该行已转送并由其记录'],
        ['withdrawn_elsewhere', '该行已由广东记录，后由其撤下，不再公示'],
      ],
    );
    assert.equal(counts(await sender.submission(submission)), 'rows 1, transferred 1');

    const { submission: next, transfer: again } = await sender.send(row);
    assert.equal(counts(next), 'rows 1, held 1');
    assert.deepEqual([again.recordKey, again.version, again.publicPart], [transfer.recordKey, 2, transfer.publicPart]);
    await sender.answer(again, 'RECORDED');
    await sender.untilState(again, 'recorded');
    assert.equal((await sender.untilState(transfer, 'withdrawn')).version, 1);
  },
);

test(
  'what was withdrawn before its sender heard that it was recorded stays in the queue, for an officer',
  WAITING,
  async () => {
    const { transfer } = await sender.send({ decisionNumber: 'W-2', name: nameOf(62), uscc: aCode(962) });
    await sender.answer(transfer, 'WITHDRAWN', { reason: 'taken_back_here' });
    await sender.untilState(transfer, 'withdrawn');
    const held = await sender.held('W-2');
    assert.equal(held?.transfer?.state, 'withdrawn');

    const sent = await sender.act(`/v1/held-records/${held?.heldId}/transfer`, { reason: '对方同意重新记录' });

    assert.equal(sent.status, 204);
    assert.equal((await sender.nextTransfer()).version, 2);
  },
);

test('what was found by its name alone is sent by an officer and not by itself', WAITING, async () => {
  await sender.load({ decisionNumber: 'D-1', name: nameOf(4) });
  await sender.locate({ foundBy: 'name' });
  await sender.load({ decisionNumber: 'D-2', name: nameOf(5) });
  await sender.locate({ outcome: 2, node: '', foundBy: '' });
  const located = await sender.until(
    () => sender.held('D-1'),
    (row) => row !== undefined,
  );
  const nowhere = await sender.held('D-2');
  assert.equal(located?.transfer, null);

  const lost = await sender.act(`/v1/held-records/${nowhere?.heldId}/transfer`, { reason: '省外企业' });
  const sent = await sender.act(`/v1/held-records/${located?.heldId}/transfer`, { reason: '经核实为同一企业' });
  const told = await sender.act(`/v1/held-records/${nowhere?.heldId}/transfer`, { node: THIRD, reason: '来函告知' });

  assert.deepEqual(
    [lost, sent, told].map(({ status }) => status),
    [409, 204, 204],
  );
  const transfers = [await sender.nextTransfer(), await sender.nextTransfer()];
  assert.deepEqual(
    transfers.map(({ to }) => to),
    [DESTINATION, THIRD],
  );
});

test('a correction follows as the next version; the same row again changes nothing', WAITING, async () => {
  const row = { decisionNumber: 'E-1', name: nameOf(6), uscc: aCode(906) };
  const { transfer } = await sender.send(row);
  await sender.answer(transfer, 'RECORDED');
  await sender.untilState(transfer, 'recorded');

  const same = await sender.load(row);
  assert.deepEqual([same.unchanged, same.held], [1, 0]);
  const others = await sender.otherDepartment.load(aPenaltyFile({ ...row, content: '别的' }), { item: 'PEN' });
  assert.equal(counts(others), 'rows 1, rejected 1');
  const { transfer: corrected } = await sender.send({ ...row, content: '更正' });

  assert.deepEqual([corrected.recordKey, corrected.version], [transfer.recordKey, 2]);
  assert.match(corrected.publicPart, /更正/);
  // Superseded before anybody has answered: the newest one decides.
  const { submission, transfer: third } = await sender.send({ ...row, content: '再更正' });
  assert.equal((await sender.untilState(corrected, 'ended')).reason, 'superseded');
  await sender.answer(corrected, 'RECORDED');
  await sender.untilState(corrected, 'recorded');
  assert.equal(counts(await sender.submission(submission)), 'rows 1, held 1');
  await sender.answer(third, 'RECORDED');
  await sender.untilState(third, 'recorded');
  assert.equal(counts(await sender.submission(submission)), 'rows 1, transferred 1');
});

test('taking a batch back takes its records back where they were sent, whatever comes late', WAITING, async () => {
  const recorded = await sender.send({ decisionNumber: 'F-1', name: nameOf(7), uscc: aCode(907) });
  await sender.answer(recorded.transfer, 'RECORDED');
  await sender.untilState(recorded.transfer, 'recorded');
  const waiting = await sender.send({ decisionNumber: 'F-2', name: nameOf(8), uscc: aCode(908) });

  for (const { submission } of [recorded, waiting]) {
    await sender.department.act(submission.submissionId, 'take-back', { reason: '误' });
  }
  const undone = await sender.department.untilEnded(recorded.submission.submissionId, ['taken_back']);
  const backs = [await sender.nextTransfer(), await sender.nextTransfer()];

  assert.equal(undone.undone.withdrawn, 1);
  assert.deepEqual(
    backs.map(({ recordKey, version, takenBack, publicPart, restrictedPart }) => [
      recordKey,
      version,
      takenBack,
      publicPart + restrictedPart,
    ]),
    [recorded, waiting].map(({ transfer }) => [transfer.recordKey, 2, true, '']),
  );
  assert.equal((await sender.untilState(waiting.transfer, 'ended')).reason, 'taken_back');
  await sender.answer(waiting.transfer, 'RECORDED');
  await sender.untilState(waiting.transfer, 'recorded');
  for (const back of backs) await sender.answer(back, 'RECORDED', { recordId: '', version: 0 });
  for (const back of backs) await sender.untilState(back, 'recorded');
  assert.equal(counts(await sender.submission(waiting.submission)), 'rows 1');
  assert.equal(await sender.held('F-2'), undefined);
  // What is handed in again goes there again.
  const { transfer } = await sender.send({ decisionNumber: 'F-1', name: nameOf(7), uscc: aCode(907) });
  assert.deepEqual([transfer.recordKey, transfer.version, transfer.takenBack], [recorded.transfer.recordKey, 3, false]);
});

test(
  'taking back a correction brings the version before it back there, and taking that back takes back all',
  WAITING,
  async () => {
    const row = { decisionNumber: 'R-1', name: nameOf(63), uscc: aCode(963) };
    const { submission: original, transfer: first } = await sender.send({ ...row, content: '原来的' });
    await sender.answer(first, 'RECORDED');
    await sender.untilState(first, 'recorded');
    const { submission: correction, transfer: second } = await sender.send({ ...row, content: '更正的' });
    await sender.answer(second, 'RECORDED');
    await sender.untilState(second, 'recorded');

    await takeBack(correction);
    const back = await sender.nextTransfer();

    assert.deepEqual(
      [back.to, back.recordKey, back.version, back.takenBack, back.backToVersion, back.publicPart, back.lawful],
      [DESTINATION, first.recordKey, 3, true, 1, '', false],
    );
    const listed = await sender.untilState(back, 'waiting');
    assert.deepEqual([listed.takenBack, listed.backToVersion, listed.submissionId], [false, 1, original.submissionId]);
    await sender.answer(back, 'RECORDED');
    await sender.untilState(back, 'recorded');
    const { undone } = await sender.submission(correction);
    assert.deepEqual([undone.restored, undone.withdrawn], [1, 0]);
    // What it shows again is known here.
    assert.equal((await sender.load({ ...row, content: '原来的' })).unchanged, 1);

    await takeBack(original);
    const whole = await sender.nextTransfer();
    assert.deepEqual([whole.to, whole.version, whole.takenBack, whole.backToVersion], [DESTINATION, 4, true, 0]);
  },
);

test(
  'a correction that nobody has answered for is taken back in the same way; one of what was not recorded, as a whole',
  WAITING,
  async () => {
    const row = { decisionNumber: 'R-2', name: nameOf(64), uscc: aCode(964) };
    const { transfer: first } = await sender.send({ ...row, content: '一' });
    await sender.answer(first, 'RECORDED');
    await sender.untilState(first, 'recorded');
    const { submission, transfer: second } = await sender.send({ ...row, content: '二' });
    await takeBack(submission);
    const back = await sender.nextTransfer();
    assert.deepEqual([second.version, back.version, back.backToVersion], [2, 3, 1]);
    assert.equal((await sender.untilState(second, 'ended')).reason, 'taken_back');
    assert.equal(await sender.held('R-2'), undefined);

    const unknown = { decisionNumber: 'R-3', name: nameOf(65), uscc: aCode(965) };
    await sender.send({ ...unknown, content: '一' });
    const { submission: correction } = await sender.send({ ...unknown, content: '二' });
    await takeBack(correction);
    const whole = await sender.nextTransfer();
    assert.deepEqual([whole.takenBack, whole.backToVersion], [true, 0]);
  },
);

test('where the destination has the version before no longer, its department is told', WAITING, async () => {
  const row = { decisionNumber: 'R-4', name: nameOf(66), uscc: aCode(966) };
  const { submission: original, transfer: first } = await sender.send({ ...row, content: '一' });
  await sender.answer(first, 'RECORDED');
  await sender.untilState(first, 'recorded');
  const { submission: correction } = await sender.send({ ...row, content: '二' });
  await takeBack(correction);
  const back = await sender.nextTransfer();

  await sender.answer(back, 'WITHDRAWN', { reason: 'earlier_gone' });

  await sender.untilState(back, 'withdrawn');
  const report = await sender.department.errors(original.submissionId);
  assert.deepEqual(
    report.map(({ code }) => code),
    ['transferred', 'withdrawn_elsewhere'],
  );
  const { transfer: again } = await sender.send({ ...row, content: '一' });
  assert.equal(again.version, 4);
});

test('a department withdraws its record there too, and what was not sent yet is not sent', WAITING, async () => {
  const { transfer } = await sender.send({ decisionNumber: 'G-1', name: nameOf(9), uscc: aCode(909) });
  const path = `/v1/records/${encodeURIComponent(sender.idOf('G-1'))}/withdraw`;
  const token = (doors: typeof sender.department) => doors.call(path, WITHDRAWING);
  assert.equal((await token(sender.otherDepartment)).status, 403);
  assert.equal((await token(sender.department)).status, 200);

  const back = await sender.nextTransfer();
  assert.deepEqual([back.recordKey, back.takenBack], [transfer.recordKey, true]);
  assert.equal(await sender.held('G-1'), undefined);
  assert.equal((await token(sender.department)).status, 404);
});

const WITHDRAWING = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ reason: '录入错误' }),
};

test(
  'a row that marks its record as removed takes it back there, and one of another department does not',
  WAITING,
  async () => {
    const { transfer } = await sender.send({ decisionNumber: 'K-1', name: nameOf(14), uscc: aCode(914) });
    await sender.answer(transfer, 'RECORDED');
    await sender.untilState(transfer, 'recorded');
    const line = `${JSON.stringify({ decisionNumber: 'K-1', authority: '杭州市市场监督管理局', op: 'D' })}\n`;
    const removing = { item: 'PEN', headers: { 'content-type': 'application/jsonl' } };

    assert.equal(counts(await sender.otherDepartment.load(line, removing)), 'rows 1, rejected 1');
    assert.equal(counts(await sender.department.load(line, removing)), 'rows 1, accepted 1');

    const back = await sender.nextTransfer();
    assert.deepEqual([back.recordKey, back.takenBack], [transfer.recordKey, true]);
  },
);

test('what an officer claims or gives back here is taken back there', WAITING, async () => {
  const claimed = await sender.send({ decisionNumber: 'L-1', name: nameOf(15), uscc: aCode(915) });
  const returned = await sender.send({ decisionNumber: 'L-2', name: nameOf(16), uscc: aCode(916) });
  await sender.department.load(aFile(aRow(917, { province: '' })));
  const paths = await Promise.all(
    ['L-1', 'L-2'].map(async (number) => `/v1/held-records/${(await sender.held(number))?.heldId}`),
  );
  // The directory hears of a registration a moment later.
  const claim = await sender.until(
    () => sender.act(`${paths[0]}/claim`, { code: aCode(917), reason: '经核实为同一企业' }),
    ({ status }) => status !== 404,
  );
  const giving = await sender.act(`${paths[1]}/return`, { reason: '名称有误' });

  assert.deepEqual([claim.status, giving.status], [200, 204]);
  const backs = [await sender.nextTransfer(), await sender.nextTransfer()];
  assert.deepEqual(
    backs.map(({ recordKey, takenBack }) => [recordKey, takenBack]),
    [claimed, returned].map(({ transfer }) => [transfer.recordKey, true]),
  );
  assert.equal((await sender.untilState(returned.transfer, 'ended')).reason, 'returned');
  // Its department has it back: the destination's late word does not count it as transferred.
  await sender.answer(returned.transfer, 'RECORDED');
  await sender.untilState(returned.transfer, 'recorded');
  assert.equal(counts(await sender.submission(returned.submission)), 'rows 1, rejected 1');
});

test('a lawful withdrawal travels without the body, and the outbox forgets the name', WAITING, async () => {
  const recorded = await sender.send({ decisionNumber: 'H-1', name: nameOf(10), uscc: aCode(910) });
  await sender.answer(recorded.transfer, 'RECORDED', { recordId: `${DESTINATION}/PEN/h-1` });
  await sender.untilState(recorded.transfer, 'recorded');
  const waiting = await sender.send({ decisionNumber: 'H-2', name: nameOf(11), uscc: aCode(911) });

  const also = await sender.send({ decisionNumber: 'H-3', name: nameOf(17), uscc: aCode(918) });
  await sender.answer(also.transfer, 'RECORDED', { recordId: `${DESTINATION}/PEN/h-3` });
  await sender.untilState(also.transfer, 'recorded');

  const named = { recordIds: [sender.idOf('H-1')] };
  const whole = { submission: waiting.submission.submissionId };
  const grounds = { reason: '行政处罚决定被依法撤销', authority: '行政复议决定书' };
  for (const what of [named, whole, { submission: also.submission.submissionId }]) {
    const { status } = await sender.act('/v1/withdrawals', { ...what, ...grounds }, sender.admin());
    assert.ok(status === 200 || status === 202);
  }
  const backs = [await sender.nextTransfer(), await sender.nextTransfer(), await sender.nextTransfer()];

  assert.deepEqual(
    backs.map(({ recordKey, takenBack, publicPart }) => [recordKey, takenBack, publicPart]),
    [recorded, waiting, also].map(({ transfer }) => [transfer.recordKey, true, '']),
  );
  // Its word about what it has is late, and is not kept.
  await sender.answer(waiting.transfer, 'RECORDED', { recordId: `${DESTINATION}/PEN/h-2`, explanation: '已记录 h-2' });
  await sender.untilState(waiting.transfer, 'recorded');
  const [left] = await sender.collection.sql<{ text: string }[]>`
    select string_agg(transfer_out::text || transfer_record::text, ' ') as text
    from transfer_out join transfer_record using (record_key)
    where record_key = any (${backs.map(({ recordKey }) => recordKey)}::text[]::uuid[])`;
  assert.doesNotMatch(left?.text ?? '', /h-[123]/);
  const later = await sender.load({ decisionNumber: 'H-1', name: nameOf(10), uscc: aCode(910) });
  assert.equal(later.withheld, 1);
});

test('a record whose enterprise appears here is recorded here, and taken back there', WAITING, async () => {
  const { submission, transfer } = await sender.send({ decisionNumber: 'I-1', name: nameOf(12), uscc: aCode(912) });

  await sender.department.load(aFile(aRow(912, { name: nameOf(12), province: '' })));
  const back = await sender.nextTransfer();

  assert.deepEqual([back.recordKey, back.takenBack, back.version], [transfer.recordKey, true, 2]);
  assert.equal((await sender.untilState(transfer, 'ended')).reason, 'recorded_here');
  assert.equal(counts(await sender.submission(submission)), 'rows 1, accepted 1');
});

test('what the centre has not carried on may have arrived before, and is taken back too', WAITING, async () => {
  const { submission, transfer } = await sender.send({ decisionNumber: 'N-1', name: nameOf(19), uscc: aCode(920) });
  await sender.answer(transfer, 'REFUSED', { from: '', reason: 'unknown_node' });
  await sender.untilState(transfer, 'refused');

  await sender.department.act(submission.submissionId, 'take-back', { reason: '误' });

  const back = await sender.nextTransfer();
  assert.deepEqual([back.recordKey, back.takenBack], [transfer.recordKey, true]);
});

test('where the destination says that it is registered elsewhere, the centre is asked at once', WAITING, async () => {
  const { transfer } = await sender.send({ decisionNumber: 'M-1', name: nameOf(18), uscc: aCode(919) });
  await sender.answer(transfer, 'REFUSED', { reason: 'registered_elsewhere', explanation: '登记在福建' });
  await sender.locate({ node: THIRD, locatedAtMs: Date.now() + sender.clock.aheadMs });

  const next = await sender.nextTransfer();

  // The destination has not taken it: there is nothing to take back.
  assert.deepEqual(
    [next.to, next.recordKey, next.version, next.takenBack ?? false],
    [THIRD, transfer.recordKey, 2, false],
  );
});

test('a record whose enterprise has moved on goes after it', WAITING, async () => {
  const { transfer } = await sender.send({ decisionNumber: 'J-1', name: nameOf(13), uscc: aCode(913) });
  sender.clock.aheadMs += 2 * DAY_MS;
  const heard: { to?: string | null; version?: number | null; takenBack?: boolean | null }[] = [];
  while (!heard.some((transferred) => transferred.to === THIRD)) {
    const { locate, transfer: sent } = await sender.centre.next();
    const locatedAtMs = Date.now() + sender.clock.aheadMs;
    const isIt = locate?.creditCode === aCode(913);
    const found = { outcome: 1, node: isIt ? THIRD : DESTINATION, foundBy: isIt ? 'credit_code' : 'name', locatedAtMs };
    if (locate) await sender.centre.tell({ located: { locateId: locate.locateId ?? '', ...found } });
    if (sent && sent.recordKey === transfer.recordKey) heard.push(sent);
  }

  const moved = heard.filter(({ version }) => (version ?? 0) > 1);
  assert.deepEqual(
    moved.map(({ to, version, takenBack }) => [to, version, takenBack]),
    [
      [DESTINATION, 2, true],
      [THIRD, 3, false],
    ],
  );
});

test('what is answered by nobody within the term is overdue, in the list and in the status', WAITING, async () => {
  sender.clock.aheadMs += 30 * DAY_MS;
  const overdue = await sender.list('&overdue=true');
  const status = (await sender.department.get('/v1/status')) as { transfers: { waiting: number; overdue: number } };
  const csv = await (await sender.department.call('/v1/transfers.csv?overdue=true')).text();

  assert.ok(overdue.length > 0 && overdue.every((each) => each.overdue === 'answer'));
  assert.deepEqual(status.transfers.overdue, overdue.length);
  assert.equal(csv.match(/对方逾期未答复/g)?.length, overdue.length);
  assert.equal((await sender.list('&overdue=false&state=waiting')).length, 0);
});

async function takeBack({ submissionId }: SubmissionJson): Promise<void> {
  const response = await sender.collection.act(submissionId, 'take-back', { reason: '误' }, sender.admin());
  assert.ok(response.ok, await response.text());
}
