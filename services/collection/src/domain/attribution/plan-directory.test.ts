import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RegistrationBody } from '@necips/domain';
import { aliasKey } from './alias-key.ts';
import { type DirectoryChange, type KnownDirectory, planDirectory } from './plan-directory.ts';

const USCC = '91330000MA00000660';
const NUMBER = '330100000000011';

test('a registration is found by code, number, organisation code, name and former name', () => {
  const { known } = follow(aRegistration({ code: USCC, registrationNumber: NUMBER, formerNames: ['旧名'] }));

  const subject = known.subjects.get(1);
  assert.deepEqual(
    new Set(subject?.keys),
    new Set([
      aliasKey('uscc', USCC),
      aliasKey('organisationCode', 'MA0000066'),
      aliasKey('registrationNumber', NUMBER),
      aliasKey('name', '甲公司'),
      aliasKey('name', '旧名'),
    ]),
  );
});

test('names are compared half-width and with one kind of brackets, and never vaguely', () => {
  assert.equal(aliasKey('name', '甲（杭州）ＡＢ公司'), aliasKey('name', '甲(杭州) AB公司'));
  assert.notEqual(aliasKey('name', '甲公司'), aliasKey('name', '甲有限公司'));
});

test('a name that was given up still finds the subject', () => {
  const { known } = follow(aRegistration({ code: USCC }), aRegistration({ code: USCC, name: '乙公司' }));

  const subject = known.subjects.get(1);
  assert.equal(subject?.name, '乙公司');
  assert.equal(subject?.nameKey, aliasKey('name', '乙公司'));
  assert.ok(subject?.keys.includes(aliasKey('name', '甲公司')));
});

test('a name that was a mistake and is undone does not', () => {
  const { known } = follow(
    aRegistration({ code: USCC }),
    aRegistration({ code: USCC, name: '错公司' }),
    aRegistration({ code: USCC }, { restoredSequence: 1 }),
  );

  const subject = known.subjects.get(1);
  assert.equal(subject?.name, '甲公司');
  assert.ok(!subject?.keys.includes(aliasKey('name', '错公司')));
});

test('a subject known by its number that gets a code is the subject that it was, and its old record is superseded', () => {
  const { known, plan } = follow(
    aRegistration({ registrationNumber: NUMBER, name: '旧名' }),
    aRegistration({ code: USCC, registrationNumber: NUMBER }),
  );

  assert.deepEqual([...known.subjects.keys()], [1]);
  const subject = known.subjects.get(1);
  assert.deepEqual([subject?.code, subject?.carryDue], [USCC, true]);
  assert.ok(subject?.keys.includes(aliasKey('name', '旧名')));
  assert.deepEqual(plan.registrations.get(`330000/REG/${NUMBER}`), { subjectId: 1, superseded: true });
  assert.deepEqual(plan.registrations.get(`330000/REG/${USCC}`), { subjectId: 1, superseded: false });
});

test('the record under the old number, handed in once more, is superseded again', () => {
  const { known, plan } = follow(
    aRegistration({ code: USCC, registrationNumber: NUMBER }),
    aRegistration({ registrationNumber: NUMBER, name: '旧名' }),
  );

  assert.equal(known.subjects.get(1)?.name, '甲公司');
  assert.deepEqual(plan.registrations.get(`330000/REG/${NUMBER}`), { subjectId: 1, superseded: true });
});

test('two subjects with different codes stay two, though they share a number', () => {
  const other = '91330000MA00005330';
  const { known } = follow(
    aRegistration({ code: USCC, registrationNumber: NUMBER }),
    aRegistration({ code: other, registrationNumber: NUMBER }),
  );

  assert.deepEqual(
    [...known.subjects.values()].map(({ code }) => code),
    [USCC, other],
  );
});

test('a withdrawn subject is found by nothing, and keeps its id when it comes back', () => {
  const { known } = follow(
    aRegistration({ code: USCC }),
    withdrawn(USCC),
    aRegistration({ code: USCC, name: '乙公司' }),
  );

  assert.deepEqual([...known.subjects.keys()], [1]);
  assert.ok(!known.subjects.get(1)?.keys.includes(aliasKey('name', '甲公司')));
});

test('of a lawfully withdrawn subject nothing is kept', () => {
  const { known, plan } = follow(aRegistration({ code: USCC }), { ...withdrawn(USCC), isLawful: true });

  assert.equal(known.subjects.size, 0);
  assert.deepEqual([...plan.forgotten], [1]);
  assert.deepEqual([...plan.changed], []);
});

test('a record under a code that its subject no longer has is to be carried along', () => {
  const { known, plan } = follow(
    aRegistration({ registrationNumber: NUMBER }),
    aRecord('330000/PEN/1', NUMBER),
    aRegistration({ code: USCC, registrationNumber: NUMBER }),
    aRecord('330000/PEN/2', NUMBER),
  );

  assert.deepEqual(
    [...plan.records],
    [
      ['330000/PEN/1', 1],
      ['330000/PEN/2', 1],
    ],
  );
  assert.equal(known.subjects.get(1)?.carryDue, true);
});

function aRegistration(
  body: Partial<RegistrationBody>,
  change: Partial<DirectoryChange> = {},
): Omit<DirectoryChange, 'sequence'> {
  const registration = { name: '甲公司', establishedOn: '2016-03-01', province: '浙江', ...body };
  const key = registration.code ?? registration.registrationNumber ?? '';
  return { ...NOTHING, recordId: `330000/REG/${key}`, registration, ...change };
}

function aRecord(recordId: string, subjectCode: string): Omit<DirectoryChange, 'sequence'> {
  return { ...NOTHING, recordId, subjectCode };
}

function withdrawn(code: string): Omit<DirectoryChange, 'sequence'> {
  return { ...NOTHING, recordId: `330000/REG/${code}`, operation: 2 };
}

const NOTHING = {
  recordId: '',
  operation: 1,
  isLawful: false,
  restoredSequence: null,
  registration: undefined,
  subjectCode: undefined,
};

function follow(...changes: Omit<DirectoryChange, 'sequence'>[]) {
  const known: KnownDirectory = { subjects: new Map(), registrations: new Map(), byKey: new Map() };
  let id = 0;
  const numbered = changes.map((change, place) => ({ ...change, sequence: place + 1 }));
  const plan = planDirectory(known, numbered, () => (id += 1));
  return { known, plan };
}
