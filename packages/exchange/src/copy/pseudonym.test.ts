import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeLeaf } from '@necips/tlog';
import { formatPseudonym, parsePseudonym, pseudonymOf } from './pseudonym.ts';

test('a pseudonym is the same 16 bytes after it was text', () => {
  const pooled = Buffer.from('ff00112233445566778899aabbccddeeff', 'hex').subarray(1);

  const text = formatPseudonym(pooled);

  assert.equal(text, '00112233-4455-6677-8899-aabbccddeeff');
  assert.deepEqual(Buffer.from(parsePseudonym(text)), pooled);
});

test('a leaf bears its pseudonym where an auditor reads it', () => {
  const pseudonym = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  const leaf = encodeLeaf({
    op: 'withdraw',
    pseudonym,
    version: 1,
    time: 1,
    publicCommitment: new Uint8Array(32),
    restrictedCommitment: new Uint8Array(32),
  });

  assert.deepEqual(Buffer.from(pseudonymOf(leaf)), pseudonym);
});
