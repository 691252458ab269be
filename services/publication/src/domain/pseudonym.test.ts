import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPseudonym, parsePseudonym } from './pseudonym.ts';

test('a pseudonym is the same 16 bytes after it was text', () => {
  const pooled = Buffer.from('ff00112233445566778899aabbccddeeff', 'hex').subarray(1);

  const text = formatPseudonym(pooled);

  assert.equal(text, '00112233-4455-6677-8899-aabbccddeeff');
  assert.deepEqual(Buffer.from(parsePseudonym(text)), pooled);
});
