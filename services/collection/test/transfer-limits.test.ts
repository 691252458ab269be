import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aCode } from './support/rows.ts';
import { aSender, type Sender, THIRD } from './support/transfers.ts';

const WAITING = { timeout: 300_000 };
const DAY_MS = 86_400_000;

let sender: Sender;
before(async () => {
  sender = await aSender({ COLLECTION_TRANSFER_BYTES_MAX: '6000', COLLECTION_TRANSFERS_WAITING_MAX: '1' });
});
after(() => sender?.[Symbol.asyncDispose]());

test('what no message can carry is not sent, and the queue says why', WAITING, async () => {
  await sender.load({ decisionNumber: 'A-1', name: '广州甲公司', uscc: aCode(901), content: '长'.repeat(900) });
  await sender.locate();
  const held = await sender.until(
    () => sender.held('A-1'),
    (row) => row?.transfer != null,
  );

  assert.deepEqual([held?.transfer?.state, held?.transfer?.reason], ['refused', 'too_large']);
  assert.equal((await sender.list())[0]?.sends, 0);
});

test(
  'where too many wait for one province the next one waits in the queue, and is sent when it is located again',
  WAITING,
  async () => {
    const first = await sender.send({ decisionNumber: 'B-1', name: '广州乙公司', uscc: aCode(902) });
    await sender.load({ decisionNumber: 'B-2', name: '广州丙公司', uscc: aCode(903) });
    await sender.locate();
    await sender.until(
      () => sender.held('B-2'),
      (row) => row !== undefined,
    );
    assert.equal((await sender.held('B-2'))?.transfer, null);

    await sender.answer(first.transfer, 'RECORDED');
    await sender.untilState(first.transfer, 'recorded');
    sender.clock.aheadMs += 2 * DAY_MS;
    await sender.locate();
    await sender.locate();

    assert.match((await sender.nextTransfer()).publicPart, /丙公司/);
  },
);

test('after a restore versions begin above all that the backup does not know of', WAITING, async () => {
  await sender.collection
    .sql`insert into runtime.restored (restored_at, taken_at) values (now(), now() - interval '1 day')`;
  const row = { decisionNumber: 'C-1', name: '广州丁公司', uscc: aCode(904) };
  const third = { node: THIRD };
  await sender.load(row);
  await sender.locate(third);
  const first = await sender.nextTransfer();
  await sender.answer(first, 'RECORDED');
  await sender.untilState(first, 'recorded');
  await sender.load({ ...row, content: '更正' });
  await sender.locate(third);

  const second = await sender.nextTransfer();

  assert.ok(first.version > Date.now() / 1_000 - 600);
  assert.deepEqual([second.recordKey, second.version], [first.recordKey, first.version + 1]);
});
