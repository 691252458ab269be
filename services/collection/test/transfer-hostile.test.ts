// What a province may send that is wrong, or meant to harm: each meets an answer, and nothing of it is recorded.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aCentre, type TestCentre } from './support/centre.ts';
import { aCollection, DEPARTMENTS, type Doors, doors, type TestCollection } from './support/collection.ts';
import { fateOf, OtherProvince, penaltyId, SENDERS_DEPARTMENTS, versionsOf } from './support/other-province.ts';
import { aPenaltyFile } from './support/penalties.ts';
import { aCode, aFile, aRow } from './support/rows.ts';

const WAITING = { timeout: 120_000 };
const ROW_BYTES_MAX = 4_096;
const HOUR_MS = 3_600_000;

let centre: TestCentre;
let collection: TestCollection;
let department: Doors;
let sender: OtherProvince;
const clock = { aheadMs: 0 };
const NAME = '杭州第1贸易有限公司';
const about = (decisionNumber: string) => ({ decisionNumber, name: NAME, uscc: aCode(1) });
const idOf = (decisionNumber: string) => penaltyId(centre.node, decisionNumber);

before(async () => {
  centre = await aCentre();
  const settings = { ...centre.settings, COLLECTION_ROW_BYTES_MAX: String(ROW_BYTES_MAX) };
  collection = await aCollection(settings, { now: () => Date.now() + clock.aheadMs });
  department = doors(collection.base, collection.token('department', { node: [centre.node] }));
  sender = new OtherProvince(centre, centre.node === '440000' ? '450000' : '440000');
  await department.load(aFile(aRow(1, { province: '' })));
});

after(async () => {
  await collection?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
});

test('parts that are no record of their format are refused, and said to be so', WAITING, async () => {
  const good = sender.penalty({ ...about('X'), taxNumber: '税号' });
  const shown = JSON.parse(good.publicPart ?? '') as Record<string, unknown>;
  const restricted = JSON.parse(good.restrictedPart ?? '') as Record<string, unknown>;
  const parts = (publicPart: string, restrictedPart = good.restrictedPart ?? '') => ({ publicPart, restrictedPart });
  const changed = (changes: object) => parts(JSON.stringify(sorted({ ...shown, ...changes })));
  const cases: [string, Parameters<OtherProvince['send']>[0], string][] = [
    ['no JSON', parts('rubbish'), 'invalid_record'],
    ['nothing', parts('', ''), 'invalid_record'],
    ['a list', parts('[]'), 'invalid_record'],
    ['nested without end', parts('['.repeat(2_000)), 'invalid_record'],
    ['a restricted part that is none', parts(good.publicPart ?? '', '"x"'), 'invalid_record'],
    [
      'another order of members',
      parts(JSON.stringify(Object.fromEntries(Object.entries(shown).reverse()))),
      'invalid_record',
    ],
    ['white space', parts(`${good.publicPart} `), 'invalid_record'],
    ['no decision number', changed({ decisionNumber: undefined }), 'invalid_record'],
    ['a date that is none', changed({ decidedOn: '2024-02-30' }), 'invalid_record'],
    ['a field that the format has not', changed({ salary: '9000' }), 'invalid_record'],
    ['control characters in the name of a field', changed({ '\u0000\u0007': '1' }), 'invalid_record'],
    ['a member that JavaScript knows', parts(`{"__proto__":{},${(good.publicPart ?? '').slice(1)}`), 'invalid_record'],
    ['a restricted field among the public ones', changed(restricted), 'invalid_record'],
    ['a public field among the restricted ones', parts(good.publicPart ?? '', '{"content":"警告"}'), 'invalid_record'],
    [
      'what never leaves a node, restricted',
      parts(good.publicPart ?? '', '{"partyIdNumber":"330106199001011234"}'),
      'internal_field',
    ],
    ['what never leaves a node, public', changed({ partyIdNumber: '330106199001011234' }), 'internal_field'],
    ['too large', changed({ facts: '长'.repeat(ROW_BYTES_MAX) }), 'too_large'],
    ['another item', { item: 'LIC' }, 'bad_message'],
    ['a provider without a code', { provider: 'A' }, 'bad_provider'],
    ['a provider without a name', { providerName: ' ' }, 'bad_provider'],
    ['control characters in the provider', { providerName: '\u0000局' }, 'bad_provider'],
    ['a department of this node', { provider: DEPARTMENTS[0].uscc }, 'own_department'],
  ];
  await sender.send(
    ...cases.map(([, changes], i) => ({ ...good, transferId: `x-${i}`, recordKey: `x-${i}`, ...changes })),
  );

  for (const [i, [name, , reason]] of cases.entries()) {
    const answer = await sender.answer(`x-${i}`);
    assert.equal(fateOf(answer), `refused ${reason}`, name);
    assert.ok(answer.explanation.length > 0 && !/330106199001011234/.test(answer.explanation), name);
  }
  assert.deepEqual(await versionsOf(collection, idOf('X')), []);
});

test('an internal field inside a list is found, too, and registrations are nobody else’s', WAITING, async () => {
  const mortgage = sender.record(
    'MOR@1',
    {
      name: NAME,
      uscc: aCode(1),
      registrationCode: 'M-1',
      registeredOn: '2024-03-01',
      authority: '广州市市场监督管理局',
      claimAmount: '10',
      mortgagees: [{ name: '某银行' }],
    },
    { recordKey: 'm-1' },
  );
  const smuggled = (mortgage.publicPart ?? '').replace(
    '{"name":"某银行"}',
    '{"idNumber":"330106199001011234","name":"某银行"}',
  );
  assert.notEqual(smuggled, mortgage.publicPart);
  const answers = [
    await sender.ask({ ...mortgage, transferId: 'm-0', recordKey: 'm-0', publicPart: smuggled }),
    await sender.ask(mortgage),
    await sender.ask({ ...mortgage, transferId: 'reg', recordKey: 'reg', item: 'REG', format: 'REG@1' }),
  ];

  assert.deepEqual(answers.map(fateOf), ['refused internal_field', 'recorded', 'refused registration']);
});

test(
  'what is for another node, or says not whose it is, is passed over, and the next one is taken',
  WAITING,
  async () => {
    const good = sender.penalty(about('P-1'));
    await centre.tell(Buffer.from([0xff, 0xff]));
    await sender.send(
      { ...good, transferId: 'p-1', to: sender.node },
      { ...good, transferId: 'p-2', from: centre.node },
      { ...good, transferId: 'p-3', from: 'nobody' },
      { ...good, transferId: '' },
      { ...good, transferId: 'p-5', recordKey: '' },
      { ...good, transferId: 'p-6', version: 0 },
      { ...good, transferId: 'p-7', item: "'; drop" },
    );

    const answer = await sender.ask(good);

    assert.equal(fateOf(answer), 'recorded');
    const [row] = await collection.sql<
      { count: number }[]
    >`select count(*) as count from transfer_in where record_key = 'P-1'`;
    assert.equal(row?.count, 1);
  },
);

test('a format that nobody here has heard of gets an hour, then it is refused', WAITING, async () => {
  const transfer = { ...sender.penalty(about('Q-1')), format: 'PEN@99' };
  const first = await sender.ask(transfer);
  const second = await sender.ask(transfer);
  clock.aheadMs += HOUR_MS;
  const third = await sender.ask(transfer);

  assert.deepEqual([first, second, third].map(fateOf), [
    'deferred unknown_format',
    'deferred unknown_format',
    'refused unknown_format',
  ]);
});

test('no province changes what a department of this node, or of a third one, has produced', WAITING, async () => {
  const file = aPenaltyFile({ ...about('O-1'), authority: '广州市市场监督管理局' });
  await department.load(file, { item: 'PEN' });
  await sender.ask(sender.penalty(about('O-2')));
  const third = new OtherProvince(centre, ['110000', '120000'].find((node) => node !== centre.node) ?? '');

  // The third one says that it speaks for the sender's department; the sender says so for another one of its own.
  const answers = [
    await sender.ask(sender.penalty({ ...about('O-1'), content: '罚款' })),
    await third.ask(third.penalty({ ...about('O-2'), content: '罚款' }, { transferId: 'third-1' })),
    await third.ask(
      third.penalty(about('O-2'), { transferId: 'third-2', takenBack: true, publicPart: '', version: 9 }),
    ),
    await sender.ask(
      sender.penalty({ ...about('O-2'), content: '罚款' }, { recordKey: 'o-2-b', ...SENDERS_DEPARTMENTS[1] }),
    ),
  ];

  assert.deepEqual(answers.map(fateOf), [
    'refused other_department_record',
    'refused other_department_record',
    'recorded',
    'refused other_department_record',
  ]);
  for (const decisionNumber of ['O-1', 'O-2']) {
    const versions = await versionsOf(collection, idOf(decisionNumber));
    assert.equal(versions.length, 1, decisionNumber);
  }
});

test('what waits is not replaced by a third province, and one name is one record', WAITING, async () => {
  const waiting = { decisionNumber: 'W-1', name: '未登记有限公司' };
  const third = new OtherProvince(centre, ['110000', '120000'].find((node) => node !== centre.node) ?? '');
  await sender.ask(sender.penalty(waiting));
  const replaced = await third.ask(third.penalty({ ...waiting, content: '罚款' }, { transferId: 'third-3' }));
  const renamed = await sender.ask(sender.penalty({ ...about('W-2') }, { recordKey: 'W-1', version: 2 }));

  assert.equal(fateOf(replaced), 'refused other_department_record');
  assert.equal(fateOf(renamed), 'refused bad_message');
});

function sorted(part: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
}
