import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeKey, parseSignerKey, parseVerifierKey } from './note-key.ts';
import { signDocument, verifyDocument } from './signed-document.ts';

const keys = makeKey('centre');
const signer = parseSignerKey(keys.signerKey);
const verifier = parseVerifierKey(keys.verifierKey);
const claim = { header: 'necips/test/v1', name: 'version/2', document: new TextEncoder().encode('{"a":1}') };

test('a document is known by the note under it', () => {
  assert.doesNotThrow(() => verifyDocument(claim, signDocument(claim, signer), verifier));
});

test('a note holds for one document, one name and one kind of statement only', () => {
  const note = signDocument(claim, signer);
  const others = [
    { ...claim, document: new TextEncoder().encode('{"a":2}') },
    { ...claim, name: 'version/3' },
    { ...claim, header: 'necips/other/v1' },
  ];
  for (const other of others) assert.throws(() => verifyDocument(other, note, verifier), { code: 'unverified' });
});

test('a note of another key, and no note at all, are refused', () => {
  const foreign = signDocument(claim, parseSignerKey(makeKey('centre').signerKey));
  assert.throws(() => verifyDocument(claim, foreign, verifier), { code: 'unverified' });
  assert.throws(() => verifyDocument(claim, 'no note', verifier), { code: 'malformed' });
});
