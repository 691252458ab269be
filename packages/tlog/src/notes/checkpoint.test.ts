import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogError } from '../errors.ts';
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { signNote } from './note.ts';
import { makeKey, parseSignerKey, parseVerifierKey } from './note-key.ts';

// The example of C2SP tlog-checkpoint.
const TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
const ORIGIN = 'log.gsxt.example/330000';
const key = makeKey(ORIGIN);
const signer = parseSignerKey(key.signerKey);
const verifier = parseVerifierKey(key.verifierKey);
const aCheckpoint = { origin: ORIGIN, size: 1_000_000, root: new Uint8Array(32).fill(9) };

test('the checkpoint of the C2SP example is read and written back unchanged', () => {
  const checkpoint = parseCheckpoint(TEXT);

  assert.equal(checkpoint.size, 20852163);
  assert.equal(Buffer.from(checkpoint.root).toString('hex').slice(0, 8), '0ac5186a');
  assert.equal(formatCheckpoint(checkpoint), TEXT);
});

test('extension lines are kept in order', () => {
  const extended = parseCheckpoint(`${TEXT}one\ntwo\n`);

  assert.deepEqual(extended.extensions, ['one', 'two']);
  assert.equal(formatCheckpoint(extended), `${TEXT}one\ntwo\n`);
});

test('any other spelling is no checkpoint', () => {
  const [origin, size, root] = TEXT.split('\n') as [string, string, string];
  const bad = [
    '',
    TEXT.slice(0, -1),
    `\n${size}\n${root}\n`,
    `${origin}\n${size}\n`,
    `${TEXT}\n`,
    `${TEXT}\nlate\n`,
    ...['', '01', '-1', '+1', '1.0', '1e3', ' 1', '１', '9007199254740992', '99999999999999999999'].map(
      (s) => `${origin}\n${s}\n${root}\n`,
    ),
    ...['', root.slice(0, -1), root.slice(4), `${root.slice(0, -2)}J=`, `${root} `, 'AAAA'].map(
      (r) => `${origin}\n${size}\n${r}\n`,
    ),
  ];
  for (const text of bad) assert.throws(() => parseCheckpoint(text), LogError, JSON.stringify(text));
});

test('what would not be read is not written', () => {
  const bad = [
    { origin: '' },
    { origin: 'a\nb' },
    { size: -1 },
    { size: 2 ** 53 },
    { root: new Uint8Array(31) },
    { extensions: [''] },
  ];
  for (const fault of bad) assert.throws(() => formatCheckpoint({ ...aCheckpoint, ...fault }), RangeError);
});

test('a signed checkpoint opens under the pinned key and origin only', () => {
  const note = signCheckpoint(aCheckpoint, signer);
  const other = parseVerifierKey(makeKey(ORIGIN).verifierKey);

  assert.deepEqual(openCheckpoint(note, ORIGIN, [verifier]), { ...aCheckpoint, extensions: [] });
  assert.throws(() => openCheckpoint(note, 'log.gsxt.example/440000', [verifier]), isUnverified);
  assert.throws(() => openCheckpoint(note, ORIGIN, [other]), isUnverified);
  assert.throws(() => openCheckpoint(note.replace('1000000', '1000001'), ORIGIN, [verifier]), isUnverified);
});

test('a signed note that is no checkpoint is refused', () => {
  assert.throws(() => openCheckpoint(signNote(`${ORIGIN}\n5\n`, signer), ORIGIN, [verifier]), LogError);
});

function isUnverified(error: unknown): boolean {
  return error instanceof LogError && error.code === 'unverified';
}
