import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { necips } from '@necips/proto';
import { connectPostgres, type Sql } from '@necips/runtime';
import { expireTransfers } from '../src/commands/transfer/expire-transfers.ts';
import { aRegistration, codeOf } from './province.ts';
import { type BedProvince, type RunningCentre, ServiceBed } from './service.ts';

const { LocateOutcome, TransferOutcome } = necips.federation.v1;
const { TRANSFER_OUTCOME_RECORDED: RECORDED, TRANSFER_OUTCOME_REFUSED: REFUSED } = TransferOutcome;
const { TRANSFER_OUTCOME_DEFERRED: DEFERRED, TRANSFER_OUTCOME_WITHDRAWN: WITHDRAWN } = TransferOutcome;
const WAITING = { timeout: 120_000 };

let bed: ServiceBed;
let sender: BedProvince;
let destination: BedProvince;
let centre: RunningCentre;
let sql: Sql;

before(async () => {
  bed = await ServiceBed.open();
  sender = await bed.openProvince();
  destination = await bed.openProvince();
  sql = connectPostgres(bed.databaseUrl, { max: 1, applicationName: 'test' });
  centre = await startEnrolled();
  await destination.send(
    destination.log.publish(aRegistration(1), aRegistration(2), aRegistration(3, { name: aRegistration(2).name })),
  );
  await destination.receipt(3);
});

after(async () => {
  await centre?.[Symbol.asyncDispose]();
  await sql?.end();
  await bed?.[Symbol.asyncDispose]();
});

test('the centre says where an enterprise is registered, and never guesses', WAITING, async () => {
  const { name } = aRegistration(1);
  await sender.hand(
    { locate: { locateId: 'by-code', creditCode: codeOf(1), name: '别的名称' } },
    { locate: { locateId: 'by-name', name } },
    { locate: { locateId: 'other-code', creditCode: codeOf(9), name } },
    { locate: { locateId: 'two-so-called', name: aRegistration(2).name } },
    { locate: { locateId: 'nobody', creditCode: codeOf(9) } },
    { locate: { locateId: 'nothing' } },
  );

  const answers = await nextOf(sender, 6);

  assert.deepEqual(
    answers.map(({ located }) => [
      located?.locateId,
      located?.outcome,
      located?.node || undefined,
      located?.foundBy || undefined,
    ]),
    [
      ['by-code', LocateOutcome.LOCATE_OUTCOME_FOUND, destination.node, 'credit_code'],
      ['by-name', LocateOutcome.LOCATE_OUTCOME_FOUND, destination.node, 'name'],
      ['other-code', LocateOutcome.LOCATE_OUTCOME_UNKNOWN, undefined, undefined],
      ['two-so-called', LocateOutcome.LOCATE_OUTCOME_AMBIGUOUS, undefined, undefined],
      ['nobody', LocateOutcome.LOCATE_OUTCOME_UNKNOWN, undefined, undefined],
      ['nothing', LocateOutcome.LOCATE_OUTCOME_UNKNOWN, undefined, undefined],
    ],
  );
});

test(
  'an enterprise that has moved away is found where it is now, and where it was if nowhere else',
  WAITING,
  async () => {
    const [moved, renamed, gone] = ['杭州迁移有限公司', '杭州换证有限公司', '杭州外迁有限公司'];
    const left = { statusText: '迁出' };
    await destination.send(
      destination.log.publish(aRegistration(21, { name: moved }), aRegistration(23, { name: renamed })),
    );
    await sender.send(
      sender.log.publish(
        aRegistration(21, { name: moved, ...left }),
        aRegistration(22, { name: renamed, ...left }),
        aRegistration(24, { name: gone, ...left }),
      ),
    );
    await destination.receipt(5);
    await sender.receipt(3);

    await sender.hand(
      { locate: { locateId: 'moved', creditCode: codeOf(21) } },
      { locate: { locateId: 'moved-by-name', name: moved } },
      { locate: { locateId: 'two-so-called', name: renamed } },
      { locate: { locateId: 'gone', creditCode: codeOf(24) } },
      { locate: { locateId: 'gone-by-name', name: gone } },
    );
    const answers = await nextOf(sender, 5);

    assert.deepEqual(
      answers.map(({ located }) => [located?.locateId, located?.node]),
      [
        ['moved', destination.node],
        ['moved-by-name', destination.node],
        ['two-so-called', destination.node],
        ['gone', sender.node],
        ['gone-by-name', sender.node],
      ],
    );
  },
);

test(
  'a record is carried as often as it comes, and the destination’s word goes back to its sender',
  WAITING,
  async () => {
    await sender.hand({ transfer: aTransfer('t-1') }, Buffer.from([0xff]), { transfer: aTransfer('t-1') });
    const [first, second] = await nextOf(destination, 2);

    await destination.hand({ transferReceipt: { ...anAnswer('t-1'), from: '999999' } });
    const { transferReceipt } = await sender.next();

    assert.equal(first?.transfer?.publicPart, aTransfer('t-1').publicPart);
    assert.equal(first?.transfer?.receivedAtMs, 5);
    assert.equal(second?.transfer?.transferId, 't-1');
    // Whose word it is, is known by the topic and by nothing that it says.
    assert.deepEqual([transferReceipt?.from, transferReceipt?.outcome], [destination.node, RECORDED]);
    assert.deepEqual(await journal('t-1'), { to_node: destination.node, state: 'recorded', times_sent: 2 });
    // Nothing of what the record says is kept at the centre.
    const [row] = await sql<{ text: string }[]>`select transfer::text as text from transfer where transfer_id = 't-1'`;
    assert.ok(!row?.text.includes('罚款'));
  },
);

test(
  'a late word changes nothing that is further on, and a word about what was not carried reaches nobody',
  WAITING,
  async () => {
    await sender.hand({ transfer: aTransfer('t-2') });
    await destination.next();

    await destination.hand(
      { transferReceipt: anAnswer('t-2') },
      { transferReceipt: { ...anAnswer('t-2'), outcome: DEFERRED } },
      { transferReceipt: anAnswer('t-never') },
      { transferReceipt: { ...anAnswer('t-2'), outcome: TransferOutcome.TRANSFER_OUTCOME_PUBLISHED } },
    );
    const told = await nextOf(sender, 3);

    assert.deepEqual(
      told.map(({ transferReceipt }) => [transferReceipt?.transferId, transferReceipt?.outcome]),
      [
        ['t-2', RECORDED],
        ['t-2', DEFERRED],
        ['t-2', TransferOutcome.TRANSFER_OUTCOME_PUBLISHED],
      ],
    );
    assert.equal((await journal('t-2'))?.state, 'published');

    const withdrawn = { ...anAnswer('t-2'), outcome: WITHDRAWN, reason: 'taken_back_here' };
    await destination.hand({ transferReceipt: withdrawn }, { transferReceipt: anAnswer('t-2') });
    const [last] = await nextOf(sender, 2);

    assert.deepEqual([last?.transferReceipt?.outcome, last?.transferReceipt?.reason], [WITHDRAWN, 'taken_back_here']);
    assert.equal((await journal('t-2'))?.state, 'withdrawn');
  },
);

test('what cannot be carried is told to its sender, with the reason', WAITING, async () => {
  await sender.hand(
    { transfer: { ...aTransfer('r-1'), to: '990000' } },
    { transfer: { ...aTransfer('r-2'), to: sender.node } },
    { transfer: { ...aTransfer('r-3'), from: destination.node } },
    { transfer: aTransfer('r-4') },
    { transfer: { ...aTransfer('r-4'), publicPart: '{"other":1}' } },
    { transfer: { ...aTransfer('r-4'), takenBack: true } },
    { transfer: { ...aTransfer('r-4'), recordKey: 'another' } },
    { transfer: { ...aTransfer('r-5'), publicPart: JSON.stringify({ text: '长'.repeat(5_000) }) } },
  );

  const told = await nextOf(sender, 7);

  assert.deepEqual(
    told.map(({ transferReceipt: receipt }) => [receipt?.transferId, receipt?.outcome, receipt?.reason]),
    [
      ['r-1', REFUSED, 'unknown_node'],
      ['r-2', REFUSED, 'own_province'],
      ['r-3', REFUSED, 'wrong_sender'],
      ['r-4', REFUSED, 'altered'],
      ['r-4', REFUSED, 'altered'],
      ['r-4', REFUSED, 'altered'],
      ['r-5', REFUSED, 'too_large'],
    ],
  );
  assert.equal((await destination.next()).transfer?.transferId, 'r-4');
});

test('a province that is stopped is sent nothing until it goes on', WAITING, async () => {
  await sql`update node_state set stopped_at_ms = 1, stop_reason = 'test' where node = ${destination.node}`;
  await sender.hand({ transfer: aTransfer('s-1') });
  const { transferReceipt: told } = await sender.next();
  await sql`update node_state set stopped_at_ms = null, stop_reason = null where node = ${destination.node}`;
  await sender.hand({ transfer: aTransfer('s-1') });
  const { transfer } = await destination.next();

  assert.deepEqual([told?.outcome, told?.reason], [DEFERRED, 'node_stopped']);
  assert.equal(transfer?.transferId, 's-1');
});

test('where too many wait for a province, further ones are to come again, and what waits may', WAITING, async () => {
  await sql`update transfer set state = 'recorded'`;
  await sender.hand(...['w-1', 'w-2', 'w-3', 'w-1'].map((id) => ({ transfer: aTransfer(id) })));

  const carried = await nextOf(destination, 3);
  const { transferReceipt } = await sender.next();

  assert.deepEqual(
    carried.map(({ transfer }) => transfer?.transferId),
    ['w-1', 'w-2', 'w-1'],
  );
  assert.deepEqual(
    [transferReceipt?.transferId, transferReceipt?.outcome, transferReceipt?.reason],
    ['w-3', DEFERRED, 'destination_full'],
  );
});

test(
  'central administrators and auditors page through the journal, which says nothing of the records',
  WAITING,
  async () => {
    const auditor = await bed.token('auditor');
    const path = `/v1/transfers?from=${sender.node}&to=${destination.node}&limit=2`;
    const first = await centre.get(path, auditor);
    const second = await centre.get(`${path}&cursor=${String(first.body['next'])}`, await bed.token('central-admin'));
    const deferred = await centre.get('/v1/transfers?state=deferred', auditor);

    const items = [first, second].flatMap(({ body }) => body['items'] as JournalJson[]);
    assert.deepEqual(
      items.map(({ transferId, timesSent }) => [transferId, timesSent]),
      [
        ['w-2', 1],
        ['w-1', 2],
        ['s-1', 1],
        ['r-4', 1],
      ],
    );
    assert.deepEqual(
      { ...items[0], firstSentAt: '', lastSentAt: '' },
      {
        from: sender.node,
        transferId: 'w-2',
        to: destination.node,
        item: 'PEN',
        state: 'sent',
        reason: null,
        timesSent: 1,
        firstSentAt: '',
        lastSentAt: '',
        answeredAt: null,
      },
    );
    assert.deepEqual(deferred.body['items'], []);
    const { status } = await centre.get(path);
    assert.equal(status, 401);
    assert.equal((await centre.get(path, await bed.nodeToken(sender.node))).status, 403);
    assert.equal((await centre.get('/v1/transfers?cursor=nonsense', auditor)).status, 400);
  },
);

test('the journal forgets what was settled long ago, and nothing that still comes', WAITING, async () => {
  await sql`update transfer set last_sent_at = now() - interval '2 years', answered_at = now() - interval '2 years'
    where transfer_id in ('t-1', 't-2', 's-1')`;
  await sql`update transfer set last_sent_at = now() where transfer_id = 't-2'`;
  await sql`update transfer set answered_at = now() where transfer_id = 's-1'`;

  await expireTransfers({ sql, limits: { transferKeepMs: 365 * 86_400_000 } });

  assert.deepEqual(
    [await journal('t-1'), (await journal('t-2'))?.state, (await journal('s-1'))?.state],
    [undefined, 'recorded', 'recorded'],
  );
});

test('what was handed over while the centre was away is carried when it is back', WAITING, async () => {
  await sql`update transfer set state = 'recorded'`;
  await centre[Symbol.asyncDispose]();
  await sender.hand({ transfer: aTransfer('a-1') });

  centre = await startEnrolled();

  assert.equal((await destination.next()).transfer?.transferId, 'a-1');
});

interface JournalJson {
  transferId: string;
  timesSent: number;
}

async function startEnrolled(): Promise<RunningCentre> {
  const limits = { AGGREGATION_TRANSFERS_WAITING_MAX: '2', AGGREGATION_TRANSFER_BYTES_MAX: '2048' };
  const started = await bed.start(limits);
  const admin = await bed.token('central-admin');
  for (const { node, enrolment } of [sender, destination]) await started.enrol(node, enrolment, admin);
  return started;
}

function aTransfer(transferId: string): necips.federation.v1.Transfer.$Properties {
  return {
    transferId,
    from: sender.node,
    to: destination.node,
    item: 'PEN',
    format: 'PEN@1',
    provider: 'A',
    providerName: '某市市场监督管理局',
    publicPart: JSON.stringify({ penaltyText: '罚款一万元' }),
    producedOn: '2026-01-05',
    receivedAtMs: 5,
    version: 1,
    sentAtMs: 6,
  };
}

function anAnswer(transferId: string): necips.federation.v1.TransferReceipt.$Properties {
  const recordId = `${destination.node}/PEN/1`;
  return { transferId, to: sender.node, outcome: RECORDED, recordId, version: 1, atMs: 7 };
}

async function nextOf(province: BedProvince, count: number): Promise<necips.federation.v1.InboundMessage[]> {
  const messages: necips.federation.v1.InboundMessage[] = [];
  while (messages.length < count) messages.push(await province.next());
  return messages;
}

async function journal(transferId: string) {
  const [row] = await sql`select to_node, state, times_sent from transfer where transfer_id = ${transferId}`;
  return row && { ...row };
}
