// An enterprise that moves to another province takes its records along (迁出).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { necips } from '@necips/proto';
import type { SubmissionJson } from './support/collection.ts';
import { versionsOf } from './support/other-province.ts';
import { aPenaltyFile, type PenaltyRow } from './support/penalties.ts';
import { aCode } from './support/rows.ts';
import { aSender, DESTINATION, type Sender, THIRD } from './support/transfers.ts';
import { GROUNDS } from './support/withdrawals.ts';

const WAITING = { timeout: 300_000 };
const { LOCATE_OUTCOME_FOUND: FOUND, LOCATE_OUTCOME_UNKNOWN: UNKNOWN } = necips.federation.v1.LocateOutcome;
/** Longest pause between two questions about one enterprise. */
const ASKED_AGAIN_MS = 6 * 3_600_000;

let sender: Sender;
before(async () => {
  sender = await aSender({ COLLECTION_WITHDRAWAL_WAIT_MS: '0', COLLECTION_BLOCK_ROWS: '3' });
});
after(() => sender?.[Symbol.asyncDispose]());

test(
  'the records of an enterprise that has moved follow it, and are shown here until they are shown there',
  WAITING,
  async () => {
    const submission = await anEnterprise(1, { decisionNumber: 'A-1', taxNumber: '税号', partyIdNumber: '证号' });
    await sender.department.load(`personName,position,name,uscc\n李四,监事,${nameOf(1)},${aCode(1)}\n`, {
      item: 'PSN',
    });
    await register(1, '迁出');
    // It is not registered anywhere else yet, or by its name alone.
    const asked = await nextLocate();
    assert.deepEqual([asked.creditCode, asked.name], [aCode(1), nameOf(1)]);
    await answer(asked, { outcome: UNKNOWN });
    sender.clock.aheadMs += ASKED_AGAIN_MS;
    await answer(await nextLocate(), { foundBy: 'name' });
    sender.clock.aheadMs += ASKED_AGAIN_MS;
    await answer(await nextLocate(), { node: sender.centre.node });
    assert.equal(counts(await sender.submission(submission)), 'rows 1, accepted 1');
    sender.clock.aheadMs += ASKED_AGAIN_MS;
    const transfer = await follow();

    assert.deepEqual(
      [transfer.to, transfer.item, transfer.version, transfer.registeredCode, transfer.registeredName],
      [DESTINATION, 'PEN', 1, aCode(1), nameOf(1)],
    );
    assert.ok(!JSON.stringify(transfer).includes('证号'));
    assert.equal(counts(await sender.submission(submission)), 'rows 1, held 1');
    assert.deepEqual(await shownOf('A-1'), [1]);
    const [waiting] = await sender.department.errors(submission.submissionId);
    assert.equal(waiting?.code, 'held_moved_out');

    await sender.answer(transfer, 'RECORDED', { recordId: `${DESTINATION}/PEN/a-1` });
    await sender.untilState(transfer, 'recorded');
    assert.equal(counts(await sender.submission(submission)), 'rows 1, transferred 1');
    assert.deepEqual(await shownOf('A-1'), [1, 0]);
    const path = `/v1/records/${encodeURIComponent(sender.idOf('A-1'))}/provenance`;
    const { items } = (await sender.department.get(path)) as { items: { cause: string; movedTo: string | null }[] };
    assert.deepEqual(
      items.map(({ cause, movedTo }) => [cause, movedTo]),
      [
        ['recorded', null],
        ['moved', DESTINATION],
      ],
    );
    // What the authority there hands in anew stays with the registration that ended, as does that itself.
    const left = await sender.collection.sql<{ item: string }[]>`
    select distinct split_part(record_id, '/', 2) as item from record_version where operation = 1 and record_id like ${`%${aCode(1)}%`}
    order by item`;
    assert.deepEqual(
      left.map(({ item }) => item),
      ['PSN', 'REG'],
    );
  },
);

test('what comes in later about it goes there, under the name that it had here', WAITING, async () => {
  const submission = await sender.load({ decisionNumber: 'A-2', name: nameOf(1), uscc: aCode(1) });
  assert.equal(counts(submission), 'rows 1, held 1');
  const transfer = await follow();
  assert.deepEqual([transfer.registeredCode, transfer.registeredName], [aCode(1), nameOf(1)]);

  // A correction of what it has taken along already.
  await sender.answer(transfer, 'RECORDED');
  await sender.untilState(transfer, 'recorded');
  const corrected = await sender.load({ decisionNumber: 'A-1', name: nameOf(1), uscc: aCode(1), content: '罚款' });
  const correction = await follow();
  assert.deepEqual([counts(corrected), correction.version], ['rows 1, held 1', 2]);
  await sender.answer(correction, 'RECORDED');
  await sender.untilState(correction, 'recorded');

  // The department’s own withdrawal follows, too.
  const path = `/v1/records/${encodeURIComponent(sender.idOf('A-1'))}/withdraw`;
  await sender.act(
    path,
    { reason: '处罚决定已撤销' },
    sender.collection.token('department', { node: [sender.centre.node] }),
  );
  const withdrawn = await nextBack();
  assert.deepEqual([withdrawn.takenBack, withdrawn.recordKey], [true, correction.recordKey]);
});

test(
  'a correction takes the place of what is on its way, and the record stays shown until it has arrived',
  WAITING,
  async () => {
    const first = await anEnterprise(2, { decisionNumber: 'B-1' });
    await register(2, '已迁出');
    const transfer = await follow();
    const second = await sender.load({ decisionNumber: 'B-1', name: nameOf(2), uscc: aCode(2), content: '罚款' });
    const correction = await follow();

    assert.equal(correction.recordKey, transfer.recordKey);
    assert.ok(correction.version > transfer.version);
    assert.deepEqual(
      [counts(await sender.submission(first)), counts(second)],
      ['rows 1, accepted 1', 'rows 1, held 1'],
    );
    await sender.answer(transfer, 'RECORDED');
    assert.deepEqual(await shownOf('B-1'), [1]);
    await sender.answer(correction, 'RECORDED');
    await sender.untilState(correction, 'recorded');
    assert.deepEqual(await shownOf('B-1'), [1, 0]);
  },
);

test('what its destination refuses stays shown here, and in the queue for an officer to send', WAITING, async () => {
  const submission = await anEnterprise(3, { decisionNumber: 'C-1' });
  await register(3, '迁出');
  const transfer = await follow();
  await sender.answer(transfer, 'REFUSED', { reason: 'own_department', explanation: '提供单位已在本节点登记' });
  await sender.untilState(transfer, 'refused');

  const held = await sender.held('C-1');
  const path = `/v1/held-records/${held?.heldId}`;
  const returned = await sender.act(`${path}/return`, { reason: '请更正' });
  assert.deepEqual([returned.status, ((await returned.json()) as { reason: string }).reason], [409, 'still_shown']);
  assert.deepEqual(await shownOf('C-1'), [1]);
  assert.equal((await sender.act(`${path}/transfer`, { reason: '对方已处理' })).status, 204);
  const again = await follow();
  await sender.answer(again, 'RECORDED');
  await sender.untilState(again, 'recorded');
  assert.deepEqual(await shownOf('C-1'), [1, 0]);
  assert.equal(counts(await sender.submission(submission)), 'rows 1, transferred 1');
});

test('an enterprise that comes back has its records here, and what was sent is taken back', WAITING, async () => {
  const submission = await anEnterprise(4, { decisionNumber: 'D-1' });
  await register(4, '迁出');
  const transfer = await follow();
  await register(4, '存续');

  const back = await nextBack();
  assert.deepEqual([back.takenBack, back.recordKey], [true, transfer.recordKey]);
  await sender.until(
    () => sender.held('D-1'),
    (held) => held === undefined,
  );
  assert.equal(counts(await sender.submission(submission)), 'rows 1, accepted 1');
  assert.deepEqual(await shownOf('D-1'), [1]);
  // Its word comes late: nothing is withdrawn here for it.
  await sender.answer(transfer, 'RECORDED');
  await sender.untilState(transfer, 'recorded');
  assert.deepEqual(await shownOf('D-1'), [1]);
  assert.equal(
    counts(await sender.load({ decisionNumber: 'D-2', name: nameOf(4), uscc: aCode(4) })),
    'rows 1, accepted 1',
  );
});

test('taking a batch back reaches what of it has moved, and what is on its way', WAITING, async () => {
  const rows = ['E-1', 'E-2', 'E-3', 'E-4', 'E-5'].map((decisionNumber) => ({ decisionNumber }));
  const submission = await anEnterprise(5, ...rows);
  await register(5, '迁出');
  const sent: necips.federation.v1.Transfer[] = [];
  while (sent.length < rows.length) sent.push(await follow());
  assert.equal(new Set(sent.map(({ recordKey }) => recordKey)).size, 5);
  const [first] = sent;
  if (!first) throw new Error('nothing was sent');
  await sender.answer(first, 'RECORDED');
  await sender.untilState(first, 'recorded');
  assert.equal(counts(await sender.submission(submission)), 'rows 5, held 4, transferred 1');

  await sender.act(`/v1/submissions/${submission.submissionId}/take-back`, { reason: '误报' }, sender.admin());
  const ended = await sender.until(
    () => sender.submission(submission),
    ({ state }) => state === 'taken_back',
  );
  assert.equal(ended.held, 0);
  for (const _ of sent) assert.equal((await nextBack()).takenBack, true);
  for (const { decisionNumber } of rows) assert.equal((await shownOf(decisionNumber)).at(-1), 0, decisionNumber);
  const errors = await sender.department.errors(submission.submissionId);
  assert.ok(errors.every(({ code }) => code !== 'changed_since'));
});

test('a lawful withdrawal reaches a record that is shown here and on its way', WAITING, async () => {
  await anEnterprise(6, { decisionNumber: 'F-1' });
  await register(6, '迁出');
  const transfer = await follow();
  const body = { recordIds: [sender.idOf('F-1')], ...GROUNDS };
  assert.ok((await sender.act('/v1/withdrawals', body, sender.admin())).ok);

  const back = await nextBack();
  assert.deepEqual([back.takenBack, back.recordKey], [true, transfer.recordKey]);
  await sender.until(
    () => sender.held('F-1'),
    (held) => held === undefined,
  );
  await sender.answer(transfer, 'RECORDED');
  const rows = await sender.collection.sql`select from record_version_content where public_part like '%F-1%'`;
  assert.equal(rows.length, 0);
});

test('one that moves on to a third province is followed there', WAITING, async () => {
  await anEnterprise(7, { decisionNumber: 'G-1' });
  await register(7, '迁出');
  const transfer = await follow();
  await sender.answer(transfer, 'REFUSED', { reason: 'registered_elsewhere' });

  const onward = await follow({ node: THIRD });
  assert.deepEqual([onward.to, onward.recordKey], [THIRD, transfer.recordKey]);
  await sender.answer(onward, 'RECORDED');
  await sender.untilState(onward, 'recorded');
  assert.deepEqual(await shownOf('G-1'), [1, 0]);
});

test(
  'a record of this node whose enterprise moves on from its destination comes back, and leaves there when it has arrived',
  WAITING,
  async () => {
    const name = '广州再迁公司';
    const submission = await sender.load({ decisionNumber: 'H-1', name, uscc: aCode(951) });
    const first = await follow();
    await sender.answer(first, 'RECORDED');
    await sender.untilState(first, 'recorded');

    await sender.answer(first, 'GIVEN_BACK', backOf(first, { name, code: aCode(951) }));
    const onward = await follow({ node: THIRD });
    assert.deepEqual(
      [onward.to, onward.recordKey, onward.publicPart, onward.registeredCode, onward.registeredName],
      [THIRD, first.recordKey, first.publicPart, aCode(951), name],
    );
    assert.equal(counts(await sender.submission(submission)), 'rows 1, held 1');
    // It is shown there until it is shown elsewhere.
    assert.deepEqual(
      (await sender.list()).filter(({ recordId, takenBack }) => takenBack && recordId === sender.idOf('H-1')),
      [],
    );
    await sender.answer(onward, 'RECORDED');
    const back = await nextBack();
    assert.deepEqual([back.to, back.recordKey], [DESTINATION, first.recordKey]);
    assert.equal(counts(await sender.submission(submission)), 'rows 1, transferred 1');

    // The same row says nothing new, and a correction goes where it is now.
    assert.equal(counts(await sender.load({ decisionNumber: 'H-1', name, uscc: aCode(951) })), 'rows 1');
    await sender.load({ decisionNumber: 'H-1', name, uscc: aCode(951), content: '罚款' });
    const correction = await follow({ node: THIRD });
    assert.deepEqual([correction.to, correction.recordKey], [THIRD, first.recordKey]);
    // And from there it may move on again.
    await sender.answer(correction, 'RECORDED');
    await sender.answer(correction, 'GIVEN_BACK', backOf(correction, { name, code: aCode(951) }));
    assert.equal((await follow()).to, DESTINATION);
  },
);

test(
  'a record whose enterprise moves here is recorded here; nothing is taken that differs from what was sent',
  WAITING,
  async () => {
    const { name, code } = { name: nameOf(952), code: aCode(952) };
    const submission = await sender.load({ decisionNumber: 'H-2', name, uscc: code });
    const transfer = await follow();
    await sender.answer(transfer, 'PUBLISHED');
    await sender.untilState(transfer, 'published');
    await register(952, '存续');
    const altered = { ...transfer, publicPart: transfer.publicPart.replace('警告', '罚款') };
    await sender.answer(transfer, 'GIVEN_BACK', backOf(altered, { name, code }));
    await sender.untilState(transfer, 'given_back');
    assert.equal(counts(await sender.submission(submission)), 'rows 1, transferred 1');

    // A name that no register has keeps nothing back that comes behind it.
    const nameless = await sender.load({ decisionNumber: 'H-4', name: '广州又一公司', uscc: aCode(954) });
    const third = await follow();
    await sender.answer(third, 'PUBLISHED');
    await sender.untilState(third, 'published');
    await sender.answer(third, 'GIVEN_BACK', backOf(third, { name: '又\u0000一', code }));
    await sender.untilState(third, 'given_back');
    assert.equal(counts(await sender.submission(nameless)), 'rows 1, transferred 1');

    const other = await sender.load({ decisionNumber: 'H-3', name: '广州另一公司', uscc: aCode(953) });
    const second = await follow();
    await sender.answer(second, 'PUBLISHED');
    await sender.untilState(second, 'published');
    await sender.answer(second, 'GIVEN_BACK', backOf(second, { name, code }));
    const back = await nextBack();
    assert.deepEqual([back.to, back.recordKey], [DESTINATION, second.recordKey]);
    assert.equal(counts(await sender.submission(other)), 'rows 1, accepted 1');
    assert.deepEqual(await shownOf('H-3'), [1]);
  },
);

/** What a destination gives back of what it was sent. */
function backOf(
  { publicPart, restrictedPart }: Pick<necips.federation.v1.Transfer, 'publicPart' | 'restrictedPart'>,
  { name, code }: { name: string; code: string },
): necips.federation.v1.TransferReceipt.$Properties {
  return { publicPart, restrictedPart, registeredCode: code, registeredName: name, reason: 'moved_on' };
}

const nameOf = (number: number) => `杭州第${number}贸易有限公司`;
const counts = ({ rows, accepted, rejected, held, transferred }: SubmissionJson) =>
  Object.entries({ rows, accepted, rejected, held, transferred })
    .flatMap(([name, count]) => (count > 0 ? `${name} ${count}` : []))
    .join(', ');

/** Registers an enterprise, or what has become of it. */
async function register(number: number, status: string): Promise<void> {
  const header = '企业名称,统一社会信用代码,注册日期,登记状态';
  await sender.department.load(`${header}\n${nameOf(number)},${aCode(number)},2016-03-01,${status}\n`);
}

/** An enterprise of this province with penalties; returns the batch of these. */
async function anEnterprise(
  number: number,
  ...penalties: (Partial<PenaltyRow> & { decisionNumber: string })[]
): Promise<SubmissionJson> {
  await register(number, '存续');
  const rows = penalties.map((penalty) => ({ ...penalty, name: nameOf(number), uscc: aCode(number) }));
  const submission = await sender.department.load(aPenaltyFile(...rows), { item: 'PEN' });
  assert.equal(submission.accepted, penalties.length);
  return submission;
}

async function nextLocate(): Promise<necips.federation.v1.Locate> {
  for (;;) {
    const { locate } = await sender.centre.next();
    if (locate) return locate as necips.federation.v1.Locate;
  }
}

const answer = ({ locateId }: necips.federation.v1.Locate, found: necips.federation.v1.Located.$Properties = {}) =>
  sender.centre.tell({
    located: { locateId, outcome: FOUND, node: DESTINATION, foundBy: 'credit_code', locatedAtMs: Date.now(), ...found },
  });

const followed = new Set<string>();

/** The next record that is sent for the first time; whatever is asked meanwhile is registered there. */
const follow = ({ node = DESTINATION } = {}) => nextSent(node, false);

/** The next that is taken back. */
const nextBack = () => nextSent(DESTINATION, true);

async function nextSent(node: string, isBack: boolean): Promise<necips.federation.v1.Transfer> {
  for (;;) {
    const { locate, transfer } = await sender.centre.next();
    if (locate) await answer(locate as necips.federation.v1.Locate, { node });
    if (!transfer || (transfer.takenBack ?? false) !== isBack || followed.has(transfer.transferId ?? '')) continue;
    followed.add(transfer.transferId ?? '');
    return transfer as necips.federation.v1.Transfer;
  }
}

/** Of each version of a record of this node: 1 where it shows it, 0 where it withdraws it. */
async function shownOf(decisionNumber: string): Promise<number[]> {
  const versions = await versionsOf(sender.collection, sender.idOf(decisionNumber));
  return versions.map(({ operation }) => Number(operation === 1));
}
