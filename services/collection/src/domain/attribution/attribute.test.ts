import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute, type Hit } from './attribute.ts';

const CODE = '91330000MA00000660';
const OTHER_CODE = '91330000MA00005330';

test('a code that one subject has, under a name that it has or had, decides', () => {
  assert.deepEqual(attribute({ uscc: CODE, name: '甲公司' }, [aHit({ by: 'uscc' })]), attributed(1));
  const formerly = aHit({ by: 'uscc', presentName: false });
  assert.deepEqual(attribute({ uscc: CODE, name: '旧公司' }, [formerly]), attributed(1));
});

test('a code under a name that its subject never had is held', () => {
  const hits = [aHit({ by: 'uscc', named: false, presentName: false })];
  assert.deepEqual(attribute({ uscc: CODE, name: '乙公司' }, hits), { ok: false, reason: 'name_mismatch' });
});

test('what is stronger decides before what is weaker', () => {
  const hits = [aHit({ by: 'registrationNumber', subjectId: 2 }), aHit({ by: 'uscc', subjectId: 1 })];
  assert.deepEqual(
    attribute({ uscc: CODE, registrationNumber: '330100000000011', name: '甲公司' }, hits),
    attributed(1),
  );
});

test('a present name comes before a former one', () => {
  const hits = [aHit({ by: 'name', subjectId: 2, presentName: false }), aHit({ by: 'name', subjectId: 1 })];
  assert.deepEqual(attribute({ name: '甲公司' }, hits), attributed(1));
});

test('whoever has moved to another province is nobody’s here, whatever it is found by', () => {
  const subject = { code: CODE, name: '甲公司' };
  for (const by of ['uscc', 'name'] as const) {
    const moved = [aHit({ by, movedTo: '440000' })];
    const claim = by === 'uscc' ? { uscc: CODE, name: '旧公司' } : { name: '甲公司' };
    assert.deepEqual(attribute(claim, moved), { ok: false, reason: 'moved_out', subject });
  }
});

test('a name that two subjects bear is ambiguous, and so is one that two gave up', () => {
  const two = [1, 2].map((subjectId) => aHit({ by: 'name', subjectId }));
  assert.deepEqual(attribute({ name: '甲公司' }, two), { ok: false, reason: 'ambiguous' });
  const formerly = two.map((hit) => ({ ...hit, presentName: false }));
  assert.deepEqual(attribute({ name: '甲公司' }, formerly), { ok: false, reason: 'ambiguous' });
});

test('whoever has another code than the claim gives is not meant, though the name fits', () => {
  const hits = [aHit({ by: 'name', uscc: OTHER_CODE })];
  assert.deepEqual(attribute({ uscc: CODE, name: '甲公司' }, hits), { ok: false, reason: 'unmatched' });
});

test('a subject without a code is found by name for a claim with one', () => {
  const hits = [aHit({ by: 'name', uscc: null })];
  assert.deepEqual(attribute({ uscc: CODE, name: '甲公司' }, hits), attributed(1));
});

test('nobody found is nobody', () => {
  assert.deepEqual(attribute({ name: '甲公司' }, []), { ok: false, reason: 'unmatched' });
});

function aHit(hit: Partial<Hit>): Hit {
  const known = { subjectId: 1, code: CODE, name: '甲公司', uscc: CODE, registrationNumber: null };
  return { ...known, by: 'name', named: true, presentName: true, movedTo: null, ...hit };
}

function attributed(subjectId: number) {
  return { ok: true, subject: { subjectId, code: CODE, name: '甲公司' } };
}
