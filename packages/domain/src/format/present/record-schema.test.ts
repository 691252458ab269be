import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { isIsoDate } from '../../calendar/dates.ts';
import { builtInFormats } from '../built-in.ts';
import type { Format } from '../format.ts';
import { askedFields } from './asked-fields.ts';
import { recordSchemaOf } from './record-schema.ts';

const OPTIONS = { node: '330000', today: '2026-11-30' };
const FORMATS = builtInFormats().list(OPTIONS.today);

/** An integrator's own validator, which knows nothing of the engine. */
function validatorOf(format: Format): (record: unknown) => boolean {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, formats: { date: isIsoDate } });
  const validate = ajv.compile(recordSchemaOf(format));
  return (record) => validate(record) === true;
}

const SUBJECTS = FORMATS.map((format) => ({ format, isValid: validatorOf(format), record: exampleOf(format) }));

// A place in the list, so that a counterexample is short.
const aFormat = fc.nat({ max: SUBJECTS.length - 1 });

function exampleOf(format: Format): Record<string, unknown> {
  return Object.fromEntries(askedFields(format).map(({ field, document }) => [field.name, document.examples?.[0]]));
}

test('the example of every format is a record to the engine and to the plain schema', () => {
  for (const { format, isValid, record } of SUBJECTS) {
    const reading = format.read(record, OPTIONS);
    assert.ok(reading.ok, `${format.id} ${JSON.stringify(reading)}`);
    assert.equal(isValid(record), true, format.id);
  }
});

test('the schema that integrators read shows none of our annotations', () => {
  for (const format of FORMATS) assert.doesNotMatch(JSON.stringify(recordSchemaOf(format)), /"x-/);
});

test('engine and plain schema agree about records with fields left out', () => {
  fc.assert(
    fc.property(aFormat, fc.array(fc.nat()), (which, places) => {
      const { format, isValid, record } = SUBJECTS[which]!;
      const names = Object.keys(record);
      const left = { ...record };
      for (const place of places) delete left[names[place % names.length]!];
      assert.equal(format.read(left, OPTIONS).ok, isValid(left), `${format.id} ${JSON.stringify(left)}`);
    }),
    { numRuns: 1000 },
  );
});

test('engine and plain schema agree about records with a damaged field', () => {
  // Each is wrong in any kind of field: none is a value that the engine would understand as another way to write one.
  const aDamage = fc.constantFrom<unknown>(true, {}, [{ no: 1 }], 'x'.repeat(200_000), '甲\u0001', ['\u0001'], [1]);
  fc.assert(
    fc.property(aFormat, fc.nat(), aDamage, (which, place, value) => {
      const { format, isValid, record } = SUBJECTS[which]!;
      const names = Object.keys(record);
      const damaged = { ...record, [names[place % names.length]!]: value };
      const reading = format.read(damaged, OPTIONS);
      assert.deepEqual([reading.ok, isValid(damaged)], [false, false], `${format.id} ${names[place % names.length]}`);
    }),
    { numRuns: 1000 },
  );
  for (const { format, isValid, record } of SUBJECTS) {
    const unknown = { ...record, whatever: '1' };
    assert.deepEqual([format.read(unknown, OPTIONS).ok, isValid(unknown)], [false, false]);
  }
});

test('engine and plain schema agree about values of the wrong form, kind by kind', () => {
  const wrong: Record<string, unknown> = {
    date: '2026-02-30',
    decimal: '-1',
    integer: 'x',
    code: '没有这个代码',
    codes: ['没有这个代码'],
    uscc: '9133',
    registrationNumber: '12',
    organisationCode: '1',
    list: [{ whatever: 1 }],
  };
  let tried = 0;
  for (const { format, isValid, record } of SUBJECTS) {
    for (const { name, kind } of format.fields) {
      if (wrong[kind] === undefined || record[name] === undefined) continue;
      const damaged = { ...record, [name]: wrong[kind] };
      assert.deepEqual([format.read(damaged, OPTIONS).ok, isValid(damaged)], [false, false], `${format.id} ${name}`);
      tried += 1;
    }
  }
  assert.ok(tried > 100);
});
