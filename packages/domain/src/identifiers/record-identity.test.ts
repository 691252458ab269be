import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatRecordId, parseRecordId } from './record-identity.ts';

test('a registration is identified by node, item and the code of its subject', () => {
  const identity = { node: '330000', item: 'REG', businessKey: '91330000MA00000660' };

  assert.equal(formatRecordId(identity), '330000/REG/91330000MA00000660');
  assert.deepEqual(parseRecordId('330000/REG/91330000MA00000660'), identity);
});

test('a business key is percent-encoded outside the unreserved characters', () => {
  const id = formatRecordId({ node: '330000', item: 'PEN', businessKey: '浙市监(2024)1/a!' });

  assert.equal(id, '330000/PEN/%E6%B5%99%E5%B8%82%E7%9B%91%282024%291%2Fa%21');
});

test('a recordId in any other spelling is not read', () => {
  const others = [
    '330000/REG/',
    '330001/REG/1',
    '330000/reg/1',
    '330000/REG/%31',
    '330000/REG/%2f',
    '330000/REG/a/b',
    '330000/REG/%',
    '',
  ];

  for (const text of others) assert.equal(parseRecordId(text), undefined, text);
});

test('an unknown node, an empty key and an overlong key are faults of the caller', () => {
  assert.throws(() => formatRecordId({ node: '999999', item: 'REG', businessKey: '1' }));
  assert.throws(() => formatRecordId({ node: '330000', item: 'REG', businessKey: '' }));
  assert.throws(() => formatRecordId({ node: '330000', item: 'REG', businessKey: 'x'.repeat(301) }));
});

test('every identity is read back, with its key in NFC', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), (businessKey) => {
      const normal = businessKey.normalize('NFC');
      fc.pre(encodeURIComponent(normal).length < 250);
      const id = formatRecordId({ node: '440000', item: 'LIC', businessKey });
      assert.match(id, /^440000\/LIC\/[A-Za-z0-9._~%-]+$/);
      assert.deepEqual(parseRecordId(id), { node: '440000', item: 'LIC', businessKey: normal });
    }),
  );
});
