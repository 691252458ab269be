import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { necips } from '@necips/proto';
import { aCentre, type TestCentre } from './support/centre.ts';
import { aCollection, type Doors, doors, type SubmissionJson, type TestCollection } from './support/collection.ts';
import { fateOf, OtherProvince, penaltyId, SENDERS_DEPARTMENTS, versionsOf } from './support/other-province.ts';
import { aCode, aFile, aRow } from './support/rows.ts';
import { GROUNDS } from './support/withdrawals.ts';

const WAITING = { timeout: 120_000 };

let centre: TestCentre;
let collection: TestCollection;
let department: Doors;
let sender: OtherProvince;

const token = (role: string) => collection.token(role, { node: [centre.node] });
const nameOf = (number: number) => `杭州第${number}贸易有限公司`;
const idOf = (decisionNumber: string) => penaltyId(centre.node, decisionNumber);
const register = (number: number) => department.load(aFile(aRow(number, { province: '' })));

before(async () => {
  centre = await aCentre();
  collection = await aCollection({ ...centre.settings, COLLECTION_WITHDRAWAL_WAIT_MS: '0' });
  department = doors(collection.base, token('department'));
  sender = new OtherProvince(centre, centre.node === '440000' ? '450000' : '440000');
});

after(async () => {
  await collection?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
});

test('a record of another province is recorded under its enterprise, with its origin, once', WAITING, async () => {
  await register(1);
  const transfer = sender.penalty({ decisionNumber: 'A-1', name: nameOf(1), uscc: aCode(1), taxNumber: '税号' });

  const first = await sender.ask(transfer);
  const again = await sender.ask(transfer);

  assert.deepEqual([fateOf(first), first.recordId, first.version], ['recorded', idOf('A-1'), 1]);
  assert.deepEqual([first.from, first.to], [centre.node, sender.node]);
  assert.deepEqual({ ...again }, { ...first });
  const [version, ...more] = await versionsOf(collection, idOf('A-1'));
  assert.deepEqual(more, []);
  assert.equal(version?.publicPart, transfer.publicPart);
  assert.deepEqual(version?.head.subject, { code: aCode(1), name: nameOf(1) });
  const { provider, providerName } = SENDERS_DEPARTMENTS[0];
  assert.deepEqual(version?.head.provider, { code: provider, name: providerName });
  const { batch, ...origin } = version?.head.origin ?? { batch: '' };
  assert.deepEqual(origin, { department: provider, node: sender.node, recordKey: 'A-1', row: 1 });
  const submission = (await collection.get(`/v1/submissions/${batch}`, token('auditor'))) as SubmissionJson;
  assert.deepEqual(
    { ...submission, ...NO_TIMES },
    {
      ...submission,
      ...NO_TIMES,
      way: 'transfer',
      originNode: sender.node,
      department: provider,
      account: `node-${sender.node}`,
      state: 'completed',
      rows: 1,
      accepted: 1,
    },
  );
  const path = `/v1/records/${encodeURIComponent(idOf('A-1'))}/provenance`;
  const { items } = (await collection.get(path, token('auditor'))) as { items: { origin: { originNode: string } }[] };
  assert.equal(items[0]?.origin.originNode, sender.node);
});

test('a correction is a new version, and an older one that comes late changes nothing', WAITING, async () => {
  await register(2);
  const about = { decisionNumber: 'B-1', name: nameOf(2), uscc: aCode(2) };
  await sender.ask(sender.penalty(about, { version: 2 }));
  const corrected = await sender.ask(sender.penalty({ ...about, content: '罚款' }, { version: 4 }));
  const late = await sender.ask(sender.penalty({ ...about, content: '旧的' }, { version: 3 }));

  assert.deepEqual([fateOf(corrected), corrected.version], ['recorded', 2]);
  assert.deepEqual([fateOf(late), late.recordId, late.version], ['recorded', idOf('B-1'), 2]);
  assert.equal((await versionsOf(collection, idOf('B-1'))).length, 2);
});

test('what its sender has taken back is withdrawn, and nothing older comes after', WAITING, async () => {
  await register(3);
  const about = { decisionNumber: 'C-1', name: nameOf(3), uscc: aCode(3) };
  const gone = { publicPart: '', restrictedPart: '', takenBack: true };
  await sender.ask(sender.penalty(about));
  const withdrawn = await sender.ask(sender.penalty(about, { version: 3, ...gone }));
  const late = await sender.ask(sender.penalty({ ...about, content: '旧的' }, { version: 2 }));
  const early = await sender.ask(sender.penalty({ ...about, decisionNumber: 'C-2' }, { version: 2, ...gone }));
  const after = await sender.ask(sender.penalty({ ...about, decisionNumber: 'C-2' }));

  assert.deepEqual([fateOf(withdrawn), withdrawn.recordId, withdrawn.version], ['recorded', idOf('C-1'), 2]);
  assert.equal(fateOf(late), 'refused superseded');
  assert.deepEqual([fateOf(early), early.recordId, fateOf(after)], ['recorded', '', 'refused superseded']);
  // The content of what was taken back is gone.
  const versions = await versionsOf(collection, idOf('C-1'));
  assert.deepEqual(
    versions.map(({ version, operation }) => [version, operation]),
    [[2, 2]],
  );
  assert.equal(versions[0]?.head.origin.node, sender.node);
  assert.deepEqual(await versionsOf(collection, idOf('C-2')), []);
  const again = await sender.ask(sender.penalty(about, { version: 4 }));
  assert.deepEqual([fateOf(again), again.version], ['recorded', 3]);
});

test(
  'a record is given back to its sender when its enterprise moves on, and shown until that takes it back',
  WAITING,
  async () => {
    await register(30);
    const transfer = sender.penalty({ decisionNumber: 'M-1', name: nameOf(30), uscc: aCode(30), taxNumber: '税号' });
    await sender.ask(transfer);
    await department.load(`企业名称,统一社会信用代码,注册日期,登记状态\n${nameOf(30)},${aCode(30)},2016-03-01,迁出\n`);
    const { locateId } = await sender.locateOf(nameOf(30));
    const found = {
      outcome: necips.federation.v1.LocateOutcome.LOCATE_OUTCOME_FOUND,
      node: '650000',
      foundBy: 'credit_code',
    };
    await centre.tell({ located: { locateId, ...found, locatedAtMs: Date.now() } });

    const back = await sender.answer('M-1-v1');
    assert.deepEqual(
      [fateOf(back), back.publicPart, back.restrictedPart, back.registeredCode, back.registeredName],
      ['givenBack moved_on', transfer.publicPart, transfer.restrictedPart, aCode(30), nameOf(30)],
    );
    assert.equal((await versionsOf(collection, idOf('M-1'))).length, 1);
    // What comes in about it now waits here until its sender hears that it is elsewhere.
    const late = await sender.ask(sender.penalty({ decisionNumber: 'M-2', name: nameOf(30), uscc: aCode(30) }));
    assert.equal(fateOf(late), 'deferred held_moved_out');
    const again = await sender.ask(transfer);
    assert.equal(fateOf(again), 'givenBack moved_on');

    const gone = { publicPart: '', restrictedPart: '', takenBack: true, version: 2 };
    await sender.ask(sender.penalty({ decisionNumber: 'M-1', name: nameOf(30), uscc: aCode(30) }, gone));
    const versions = await versionsOf(collection, idOf('M-1'));
    assert.deepEqual([versions.at(-1)?.version, versions.at(-1)?.operation], [2, 2]);
  },
);

test('what is nobody’s here waits, is recorded by itself, and its sender hears it', WAITING, async () => {
  const transfer = sender.penalty({ decisionNumber: 'D-1', name: nameOf(4), uscc: aCode(4) });
  const waiting = await sender.ask(transfer);
  const again = await sender.ask(transfer);
  const { origin } = (await heldOf('D-1')) ?? {};
  await register(4);
  const recorded = await sender.answer('D-1-v1');

  assert.deepEqual([fateOf(waiting), waiting.recordId], ['deferred held_unmatched', idOf('D-1')]);
  assert.match(waiting.explanation, /未登记/);
  assert.equal(origin?.node, sender.node);
  assert.deepEqual([origin?.answerBy.length, origin?.isOverdue], [10, false]);
  assert.equal(fateOf(again), 'deferred held_unmatched');
  assert.deepEqual([fateOf(recorded), recorded.recordId, recorded.version], ['recorded', idOf('D-1'), 1]);
  const [version] = await versionsOf(collection, idOf('D-1'));
  assert.deepEqual([version?.head.origin.node, version?.head.origin.recordKey], [sender.node, 'D-1']);
  assert.equal(version?.head.subject.code, aCode(4));
});

test(
  'of a record that waits the newest version counts, and the same words again are the row that waits',
  WAITING,
  async () => {
    const about = { decisionNumber: 'D-2', name: nameOf(5), uscc: aCode(5) };
    await sender.ask(sender.penalty(about));
    const corrected = await sender.ask(sender.penalty({ ...about, content: '罚款' }, { version: 2 }));
    const superseded = await sender.answer('D-2-v1');
    const same = await sender.ask(sender.penalty({ ...about, content: '罚款' }, { version: 3 }));
    await register(5);
    const fates = [await sender.answer('D-2-v2'), await sender.answer('D-2-v3')].map(fateOf);

    assert.equal(fateOf(corrected), 'deferred held_unmatched');
    assert.equal(fateOf(superseded), 'refused superseded');
    assert.equal(fateOf(same), 'deferred held_unmatched');
    assert.deepEqual(fates, ['recorded', 'recorded']);
    assert.equal((await versionsOf(collection, idOf('D-2'))).length, 1);
  },
);

test('an officer claims what waits, or gives it back with his words', WAITING, async () => {
  await register(6);
  await sender.ask(sender.penalty({ decisionNumber: 'E-1', name: '别的名称有限公司', uscc: aCode(6) }));
  await sender.ask(sender.penalty({ decisionNumber: 'E-2', name: '无此公司' }));

  await actOn('E-1', 'claim', { code: aCode(6), reason: '经核实为同一企业' });
  await actOn('E-2', 'return', { reason: '查无此企业' });

  assert.equal(fateOf(await sender.answer('E-1-v1')), 'recorded');
  const returned = await sender.answer('E-2-v1');
  assert.equal(fateOf(returned), 'refused returned');
  assert.match(returned.explanation, /查无此企业/);
});

test('what is registered with a third province by now is given back to its sender', WAITING, async () => {
  const third = ['450000', '460000'].find((node) => node !== centre.node && node !== sender.node) ?? '';
  await sender.ask(sender.penalty({ decisionNumber: 'F-1', name: '迁走有限公司', uscc: aCode(7) }));
  await sender.ask(sender.penalty({ decisionNumber: 'F-2', name: '同名有限公司' }));
  const [byCode, byName] = [await sender.locateOf('迁走有限公司'), await sender.locateOf('同名有限公司')];
  const outcome = necips.federation.v1.LocateOutcome.LOCATE_OUTCOME_FOUND;
  const found = { outcome, node: third, locatedAtMs: 2_000 };
  await centre.tell(
    { located: { ...found, locateId: byName.locateId, foundBy: 'name' } },
    { located: { ...found, locateId: byCode.locateId, foundBy: 'credit_code' } },
  );

  const refused = await sender.answer('F-1-v1');

  assert.equal(fateOf(refused), 'refused registered_elsewhere');
  assert.ok(refused.explanation.includes(third));
  assert.equal(await heldOf('F-1'), undefined);
  // A name is borne twice: a person decides.
  assert.ok(await heldOf('F-2'));
});

test('what is taken back or withdrawn by law while it waits is answered', WAITING, async () => {
  const about = (decisionNumber: string) => ({ decisionNumber, name: '未登记有限公司' });
  for (const decisionNumber of ['G-1', 'G-2', 'G-3']) await sender.ask(sender.penalty(about(decisionNumber)));
  const gone = { publicPart: '', restrictedPart: '', takenBack: true, version: 2 };
  const batch = (await heldOf('G-1'))?.submissionId ?? '';

  await collection.act(batch, 'take-back', { reason: '误' }, token('province-admin'));
  await withdrawLawfully('G-2');
  const withdrawn = await sender.ask(sender.penalty(about('G-3'), gone));

  assert.equal(fateOf(await sender.answer('G-1-v1')), 'refused taken_back_here');
  assert.equal(fateOf(await sender.answer('G-2-v1')), 'refused withheld');
  assert.equal(fateOf(withdrawn), 'recorded');
  assert.equal(fateOf(await sender.answer('G-3-v1')), 'refused superseded');
  assert.deepEqual([await heldOf('G-1'), await heldOf('G-2'), await heldOf('G-3')], [undefined, undefined, undefined]);
});

test('what was withdrawn by law stays withdrawn, whatever its sender corrects', WAITING, async () => {
  await register(8);
  const about = { decisionNumber: 'H-1', name: nameOf(8), uscc: aCode(8) };
  await sender.ask(sender.penalty(about));
  await withdrawLawfully('H-1');

  const corrected = await sender.ask(sender.penalty({ ...about, content: '罚款' }, { version: 2 }));

  assert.equal(fateOf(corrected), 'refused withheld');
});

test(
  'what an administrator takes back after it was recorded is told to its sender, who may send it again',
  WAITING,
  async () => {
    await register(9);
    const about = { decisionNumber: 'T-1', name: nameOf(9), uscc: aCode(9) };
    const transfer = sender.penalty(about, { version: 2 });
    const recorded = await sender.ask(transfer);

    await takeBack('T-1');
    const withdrawn = await sender.answer('T-1-v2');
    const repeated = await sender.ask(transfer);
    const older = await sender.ask(sender.penalty({ ...about, content: '旧的' }));
    const again = await sender.ask(sender.penalty(about, { version: 3 }));

    assert.equal(fateOf(recorded), 'recorded');
    assert.equal(fateOf(withdrawn), 'withdrawn taken_back_here');
    assert.match(withdrawn.explanation, /不再公示/);
    assert.deepEqual([withdrawn.recordId, withdrawn.version], [idOf('T-1'), 1]);
    assert.equal(fateOf(repeated), 'withdrawn taken_back_here');
    assert.equal(fateOf(older), 'refused superseded');
    assert.deepEqual([fateOf(again), again.version], ['recorded', 3]);
  },
);

test(
  'what the law withdraws here after it was recorded is told to its sender, without naming it',
  WAITING,
  async () => {
    await register(10);
    await sender.ask(sender.penalty({ decisionNumber: 'T-2', name: nameOf(10), uscc: aCode(10) }));

    await withdrawLawfully('T-2');
    const withdrawn = await sender.answer('T-2-v1');

    assert.equal(fateOf(withdrawn), 'withdrawn lawfully_withdrawn');
    assert.ok(!withdrawn.explanation.includes('T-2') && !withdrawn.explanation.includes(nameOf(10)));
  },
);

test(
  'of a correction that is taken back here its sender hears, while the version before it is shown again',
  WAITING,
  async () => {
    await register(11);
    const about = { decisionNumber: 'T-3', name: nameOf(11), uscc: aCode(11) };
    await sender.ask(sender.penalty({ ...about, content: '原来的' }));
    await sender.ask(sender.penalty({ ...about, content: '更正的' }, { version: 2 }));

    await takeBack('T-3');
    const withdrawn = await sender.answer('T-3-v2');

    assert.deepEqual([fateOf(withdrawn), withdrawn.version], ['withdrawn taken_back_here', 2]);
    const shown = (await versionsOf(collection, idOf('T-3'))).at(-1);
    assert.equal(shown?.operation, 1);
    assert.match(shown?.publicPart ?? '', /原来的/);
  },
);

test(
  'a sender’s taking back of a correction shows the version before again, which is its version from then on',
  WAITING,
  async () => {
    await register(13);
    const about = { decisionNumber: 'T-6', name: nameOf(13), uscc: aCode(13) };
    const original = await sender.ask(sender.penalty({ ...about, content: '原来的' }));
    await sender.ask(sender.penalty({ ...about, content: '更正的' }, { version: 2 }));
    await sender.ask(sender.penalty({ ...about, content: '再次更正' }, { version: 3 }));

    const back = await sender.ask(sender.penalty(about, { version: 4, ...downTo(1) }));

    assert.deepEqual([fateOf(original), fateOf(back), back.version], ['recorded', 'recorded', 5]);
    const versions = await versionsOf(collection, idOf('T-6'));
    assert.match(versions.at(-1)?.publicPart ?? '', /原来的/);
    for (const { head } of versions.slice(1, 3)) {
      const submission = await collection.get(`/v1/submissions/${head.origin.batch}`, token('auditor'));
      assert.equal((submission as SubmissionJson).state, 'taken_back');
    }
    const late = await sender.ask(sender.penalty({ ...about, content: '再次更正' }, { version: 3 }));
    assert.equal(fateOf(late), 'recorded');
    assert.equal((await versionsOf(collection, idOf('T-6'))).length, versions.length);

    await takeBack('T-6');
    assert.equal(fateOf(await sender.answer('T-6-v4')), 'withdrawn taken_back_here');
  },
);

test(
  'where the version before is not here any more the record is withdrawn, and its sender hears that',
  WAITING,
  async () => {
    await register(14);
    const about = { decisionNumber: 'T-7', name: nameOf(14), uscc: aCode(14) };
    await sender.ask(sender.penalty({ ...about, content: '更正的' }, { version: 2 }));

    const back = await sender.ask(sender.penalty(about, { version: 3, ...downTo(1) }));
    const late = await sender.ask(sender.penalty({ ...about, content: '原来的' }));

    assert.equal(fateOf(back), 'withdrawn earlier_gone');
    assert.equal(fateOf(late), 'refused superseded');
    assert.equal((await versionsOf(collection, idOf('T-7'))).at(-1)?.operation, 2);
  },
);

test(
  'a correction that waits leaves the queue when its sender takes it back, and the version before stays',
  WAITING,
  async () => {
    await register(15);
    const about = { decisionNumber: 'T-8', uscc: aCode(15) };
    await sender.ask(sender.penalty({ ...about, name: nameOf(15), content: '原来的' }));
    const waiting = await sender.ask(sender.penalty({ ...about, name: '别的名称', content: '更正的' }, { version: 2 }));

    const back = await sender.ask(sender.penalty({ ...about, name: nameOf(15) }, { version: 3, ...downTo(1) }));

    assert.deepEqual([fateOf(waiting), fateOf(back), back.version], ['deferred held_name_mismatch', 'recorded', 1]);
    assert.equal(fateOf(await sender.answer('T-8-v2')), 'refused superseded');
    assert.equal(await heldOf('T-8'), undefined);
    assert.match((await versionsOf(collection, idOf('T-8'))).at(-1)?.publicPart ?? '', /原来的/);
  },
);

test(
  'that the law withdrew a record at its sender is read with the reason, and is no lawful withdrawal here',
  WAITING,
  async () => {
    await register(16);
    const about = { decisionNumber: 'T-9', name: nameOf(16), uscc: aCode(16) };
    await sender.ask(sender.penalty(about));
    const gone = { publicPart: '', restrictedPart: '', takenBack: true, lawful: true, version: 2 };

    await sender.ask(sender.penalty(about, gone));

    const path = `/v1/records/${encodeURIComponent(idOf('T-9'))}/provenance`;
    const { items } = (await collection.get(path, token('officer'))) as { items: { cause: string; reason: string }[] };
    assert.equal(items.at(-1)?.cause, 'removed');
    assert.match(items.at(-1)?.reason ?? '', /已依法撤回公示/);
    assert.equal(fateOf(await sender.ask(sender.penalty(about, { version: 3 }))), 'recorded');
  },
);

test(
  'what its sender takes back, or what is carried along with its subject, is not told as withdrawn',
  WAITING,
  async () => {
    const number = '330106000012340';
    const registration = (code: string) =>
      `企业名称,统一社会信用代码,注册号,注册日期,法人代表,所在省份\n${nameOf(12)},${code},${number},2016-03-01,张三,\n`;
    await department.load(registration(''));
    const about = { decisionNumber: 'T-4', name: nameOf(12), registrationNumber: number };
    const carried = sender.penalty(about);
    const removed = sender.penalty({ ...about, decisionNumber: 'T-5' });
    for (const transfer of [carried, removed]) assert.equal(fateOf(await sender.ask(transfer)), 'recorded');
    await sender.ask({
      ...removed,
      publicPart: '',
      restrictedPart: '',
      takenBack: true,
      version: 2,
      transferId: 'T-5-v2',
    });

    await department.load(registration(aCode(12)));
    const sequence = await sequenceOf('T-4', 2);
    for (;;) {
      const [walk] = await collection.sql<{ sequence: number }[]>`select sequence from transfer_in_walk`;
      if (Number(walk?.sequence) >= sequence) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const fates = [await sender.ask(carried), await sender.ask(removed)].map(fateOf);

    assert.deepEqual(fates, ['recorded', 'recorded']);
  },
);

const NO_TIMES = { receivedAt: '', completedAt: '' };

interface HeldJson {
  heldId: number;
  recordId: string;
  submissionId: string;
  origin: { node: string; answerBy: string; isOverdue: boolean } | null;
}

/** A taking back down to that version. */
const downTo = (backToVersion: number) => ({ publicPart: '', restrictedPart: '', takenBack: true, backToVersion });

/** Takes back the submission that the record's last version is of. */
async function takeBack(decisionNumber: string): Promise<void> {
  const batch = (await versionsOf(collection, idOf(decisionNumber))).at(-1)?.head.origin.batch ?? '';
  const response = await collection.act(batch, 'take-back', { reason: '误' }, token('province-admin'));
  assert.ok(response.ok, await response.text());
}

/** Waits for a version of a record, and returns its place in the feed. */
async function sequenceOf(decisionNumber: string, version: number): Promise<number> {
  for (;;) {
    const [row] = await collection.sql<{ sequence: number }[]>`
      select sequence from record_version where record_id = ${idOf(decisionNumber)} and version = ${version}`;
    if (row) return Number(row.sequence);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function heldOf(decisionNumber: string): Promise<HeldJson | undefined> {
  const { items } = (await collection.get('/v1/held-records?limit=200', token('officer'))) as { items: HeldJson[] };
  return items.find(({ recordId }) => recordId === idOf(decisionNumber));
}

async function actOn(decisionNumber: string, act: string, body: object): Promise<void> {
  const path = `/v1/held-records/${(await heldOf(decisionNumber))?.heldId}/${act}`;
  const headers = { 'content-type': 'application/json' };
  const response = await collection.call(
    path,
    { method: 'POST', headers, body: JSON.stringify(body) },
    token('officer'),
  );
  assert.ok(response.ok, `${response.status}`);
}

async function withdrawLawfully(decisionNumber: string): Promise<void> {
  const body = JSON.stringify({ ...GROUNDS, recordIds: [idOf(decisionNumber)] });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const { ok } = await collection.call('/v1/withdrawals', init, token('province-admin'));
  assert.ok(ok);
}
