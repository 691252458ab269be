import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogError, type LogErrorCode } from '../errors.ts';
import { NOTE_BYTES_MAX, openNote, signNote } from './note.ts';
import { isKeyName, makeKey, parseSignerKey, parseVerifierKey } from './note-key.ts';

// Keys, text and signatures of the tests of golang.org/x/mod/sumdb/note.
const PETER_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_SECRET = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const ENOCH_KEY = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_SIGNATURE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const ENOCH_SIGNATURE =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';
const NOTE = `${TEXT}\n${PETER_SIGNATURE}`;

const peter = parseVerifierKey(PETER_KEY);
const enoch = parseVerifierKey(ENOCH_KEY);

test('the note of the Go checksum database is signed and opened the same here', () => {
  assert.equal(signNote(TEXT, parseSignerKey(PETER_SECRET)), NOTE);
  assert.deepEqual(openNote(NOTE, [peter]), { text: TEXT, signedBy: [peter] });
  assert.deepEqual(openNote(new TextEncoder().encode(NOTE), [peter]).signedBy, [peter]);
});

test('signatures of unknown keys are ignored, also when they share name or key ID with a known key', () => {
  assert.deepEqual(openNote(NOTE + ENOCH_SIGNATURE, [peter]).signedBy, [peter]);
  assert.deepEqual(openNote(NOTE + ENOCH_SIGNATURE, [enoch, peter]).signedBy, [peter, enoch]);
  const renamed = PETER_SIGNATURE.replace('PeterNeumann', 'CarmenSandiego');
  assert.deepEqual(openNote(`${TEXT}\n${renamed}${PETER_SIGNATURE}`, [peter]).signedBy, [peter]);
  const otherId = PETER_SIGNATURE.replace('x08go/', 'x08gp/');
  assert.deepEqual(openNote(`${TEXT}\n${otherId}${PETER_SIGNATURE}`, [peter]).signedBy, [peter]);
});

test('a note that no known key has signed is refused', () => {
  refused(NOTE, [enoch], 'unverified');
  refused(NOTE, [], 'unverified');
});

test('a false signature of a known key refuses the note, whoever else has signed', () => {
  const falsePeter = PETER_SIGNATURE.replace('x08go/ZJ', 'x08go/ZK');
  refused(`${TEXT}\n${falsePeter}`, [peter], 'unverified');
  refused(`${TEXT}\n${ENOCH_SIGNATURE}${falsePeter}`, [peter, enoch], 'unverified');
  refused(NOTE.replace('cryptography', 'Cryptography'), [peter], 'unverified');
  refused(`${TEXT}\n— PeterNeumann x08gowA=\n`, [peter], 'unverified');
});

test('the last empty line divides text from signatures', () => {
  const signed = signNote('first\n\nsecond\n', parseSignerKey(PETER_SECRET));

  assert.equal(openNote(signed, [peter]).text, 'first\n\nsecond\n');
});

test('malformed notes are refused', () => {
  const bad = [
    '',
    '\n',
    '\n\n',
    TEXT,
    `${TEXT}\n`,
    NOTE.slice(0, -1),
    NOTE.replace('\n\n', '\n'),
    `${NOTE}\n`,
    `${NOTE}x\n`,
    `\u0000${NOTE}`,
    NOTE.replaceAll('\n', '\r\n'),
    `a\tb\n\n${PETER_SIGNATURE}`,
    `\ud800${NOTE}`,
    NOTE.replace('— ', '- '),
    NOTE.replace('— ', '—'),
    NOTE.replace('n x08', 'n  x08'),
    NOTE.replace('n x08', 'n\u00a0x08'),
    NOTE.replace('PeterN', 'Peter+N'),
    NOTE.replace('PeterN', 'Peter\u3000N'),
    NOTE.replace('nAM=', 'nAM'),
    NOTE.replace('nAM=', 'nAN='),
    NOTE.replace('x08go/', 'x08go_'),
    `${TEXT}\n— PeterNeumann x08gow==\n`,
    `${TEXT}\n— PeterNeumann \n`,
  ];
  for (const note of bad) refused(note, [peter], 'malformed');
  refused(Uint8Array.of(0xff, ...new TextEncoder().encode(NOTE)), [peter], 'malformed');
});

test('a byte order mark belongs to the text and is not swallowed', () => {
  refused(Uint8Array.of(0xef, 0xbb, 0xbf, ...new TextEncoder().encode(NOTE)), [peter], 'unverified');
});

test('a note has at most a million bytes and a hundred signatures', () => {
  assert.equal(openNote(NOTE + ENOCH_SIGNATURE.repeat(99), [peter]).text, TEXT);
  refused(NOTE + ENOCH_SIGNATURE.repeat(100), [peter], 'malformed');
  refused('x'.repeat(NOTE_BYTES_MAX) + NOTE, [peter], 'malformed');
});

test('a text without final newline or with control characters cannot be signed', () => {
  for (const text of ['', 'no newline', 'tab\there\n', 'carriage\r\n', '\ud800\n']) {
    assert.throws(() => signNote(text, parseSignerKey(PETER_SECRET)), RangeError, JSON.stringify(text));
  }
});

test('no part of a key and no key with one character changed is a key', () => {
  for (const [key, parse] of [
    [PETER_KEY, parseVerifierKey],
    [PETER_SECRET, parseSignerKey],
  ] as const) {
    for (let start = 0; start <= key.length; start++) {
      for (let end = start; end <= key.length; end++) {
        if (end - start < key.length) assert.throws(() => parse(key.slice(start, end)), LogError);
      }
      const changed = key.slice(0, start) + String.fromCharCode(key.charCodeAt(start) + 1) + key.slice(start + 1);
      if (start < key.length) assert.throws(() => parse(changed), LogError, changed);
    }
  }
  // Wrong length and unknown algorithm, each with the key ID that belongs to it.
  assert.throws(
    () => parseVerifierKey('PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=='),
    LogError,
  );
  assert.throws(() => parseVerifierKey('PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'), LogError);
});

test('what a new key signs, its verifier key opens', () => {
  const { signerKey, verifierKey } = makeKey('log.gsxt.example/330000');

  const signed = signNote('text\n', parseSignerKey(signerKey), parseSignerKey(PETER_SECRET));

  const verifier = parseVerifierKey(verifierKey);
  assert.equal(verifier.name, 'log.gsxt.example/330000');
  assert.deepEqual(openNote(signed, [verifier]).signedBy, [verifier]);
  assert.throws(() => openNote(signed.replace('text', 'test'), [verifier]), LogError);
});

test('a key name has no space, no plus and no control character', () => {
  for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u3000b', 'a\u2028b', 'a\u0085b', 'a\nb', 'a\u0001', '\ud800']) {
    assert.ok(!isKeyName(name), JSON.stringify(name));
    assert.throws(() => makeKey(name), RangeError);
  }
  assert.ok(isKeyName('浙江.example/330000'));
});

function refused(note: string | Uint8Array, verifiers: (typeof peter)[], code: LogErrorCode): void {
  assert.throws(
    () => openNote(note, verifiers),
    (error) => error instanceof LogError && error.code === code,
    JSON.stringify(typeof note === 'string' ? note.slice(0, 300) : 'bytes'),
  );
}
