import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as browserCrypto from '../browser-crypto.ts';
import * as nodeCrypto from '../node-crypto.ts';
import { cosignatureVerifierOf, cosignerOf, cosigningTime } from './cosignature.ts';
import { addSignature, findSignature } from './note.ts';
import { makeKey, readVerifierKey } from './note-key.ts';

const NOTE = 'necips.local/330000\n1\nx\n\n— necips.local/330000 AAAAAAAAAA==\n';

test('a cosignature is over the time and the text of the checkpoint, beside the log’s own signature', () => {
  const { signerKey, verifierKey } = makeKey('necips.local/centre');
  const cosigned = addSignature(NOTE, cosignerOf(signerKey, 1_679_315_147));

  const signature = findSignature(cosigned, cosignatureVerifierOf(verifierKey));

  assert.ok(cosigned.startsWith(NOTE) && signature);
  assert.equal(cosigningTime(signature), 1_679_315_147);
  const message = 'cosignature/v1\ntime 1679315147\nnecips.local/330000\n1\nx\n';
  const verify = nodeCrypto.ed25519Verifier(readVerifierKey(verifierKey).publicKey);
  assert.ok(verify(Buffer.from(message), signature.subarray(8)));
});

test('a cosignature of another text is false, and a missing one is no fault', () => {
  const { signerKey, verifierKey } = makeKey('necips.local/centre');
  const cosigned = addSignature(NOTE, cosignerOf(signerKey, 7));

  assert.throws(() => findSignature(cosigned.replace('\n1\n', '\n2\n'), cosignatureVerifierOf(verifierKey)), {
    code: 'unverified',
  });
  assert.equal(findSignature(NOTE, cosignatureVerifierOf(verifierKey)), undefined);
});

test('keys, signatures and hashes are the same in Node and in a browser', () => {
  const twins: (typeof nodeCrypto)[] = [nodeCrypto, browserCrypto];
  const seed = new Uint8Array(32).fill(7);
  const message = Buffer.from('message');
  const [ours, theirs] = twins.map((crypto) => crypto.ed25519Signer(seed));

  assert.ok(ours && theirs);
  assert.deepEqual(Buffer.from(theirs.publicKey), Buffer.from(ours.publicKey));
  assert.deepEqual(Buffer.from(theirs.sign(message)), Buffer.from(ours.sign(message)));
  for (const crypto of twins) {
    const verify = crypto.ed25519Verifier(ours.publicKey);
    assert.ok(verify(message, ours.sign(message)));
    assert.ok(!verify(Buffer.from('Message'), ours.sign(message)) && !verify(message, new Uint8Array(63)));
    assert.equal(Buffer.from(crypto.sha256(message)).toString('hex').slice(0, 8), 'ab530a13');
    assert.equal(crypto.randomSeed().length, 32);
  }
});
