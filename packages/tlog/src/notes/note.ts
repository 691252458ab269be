// C2SP signed notes: text, an empty line, then one line for each signature.

import { LogError } from '../errors.ts';
import { viewOf } from '../uint64.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { isKeyName, type NoteSigner, type NoteVerifier } from './note-key.ts';

/** Bytes (of a string: UTF-16 units) of the longest note that is read. */
export const NOTE_BYTES_MAX = 1_000_000;
/** The most signatures on a note that is read; C2SP asks for at least 16. */
export const NOTE_SIGNATURES_MAX = 100;

/** Signs `text`, which must end in a newline and hold no other control character. Throws RangeError. */
export function signNote(text: string, ...signers: [NoteSigner, ...NoteSigner[]]): string {
  if (!isNoteText(text) || !text.endsWith('\n')) throw new RangeError('not the text of a note');
  const message = new TextEncoder().encode(text);
  const lines = signers.map((signer) => signatureLine(signer, message));
  return `${text}\n${lines.join('')}`;
}

/**
 * The text of a note and who signed it. Signatures of unknown keys are ignored; one of a known key must verify; at least one known
 * key must have signed. Throws LogError `malformed` or `unverified`.
 */
export function openNote(note: string | Uint8Array, verifiers: readonly NoteVerifier[]): OpenedNote {
  const { text, signatures } = parseNote(note);
  const message = new TextEncoder().encode(text);
  const signedBy = new Set<NoteVerifier>();
  for (const { name, keyId, signature } of signatures) {
    const verifier = verifiers.find((known) => known.name === name && known.keyId === keyId);
    if (verifier === undefined || signedBy.has(verifier)) continue;
    if (!verifier.verify(message, signature)) {
      throw new LogError('unverified', `the signature of key ${name}+${formatKeyId(keyId)} is false`);
    }
    signedBy.add(verifier);
  }
  if (signedBy.size === 0) throw new LogError('unverified', 'no trusted key has signed the note');
  return { text, signedBy: [...signedBy] };
}

/**
 * The signature (without key ID) that one key has put under a note; undefined where it has not signed. Throws LogError
 * `malformed`, or `unverified` for a false one.
 */
export function findSignature(note: string | Uint8Array, verifier: NoteVerifier): Uint8Array | undefined {
  const { text, signatures } = parseNote(note);
  const found = signatures.find(({ name, keyId }) => name === verifier.name && keyId === verifier.keyId);
  if (found && !verifier.verify(new TextEncoder().encode(text), found.signature)) {
    throw new LogError('unverified', `the signature of key ${verifier.name}+${formatKeyId(verifier.keyId)} is false`);
  }
  return found?.signature;
}

/** The note with one more signature line. The key that signs must not have signed it already. */
export function addSignature(note: string, signer: NoteSigner): string {
  const { text } = parseNote(note);
  return `${note}${signatureLine(signer, new TextEncoder().encode(text))}`;
}

function signatureLine(signer: NoteSigner, message: Uint8Array): string {
  const signature = signer.sign(message);
  const bytes = new Uint8Array(4 + signature.length);
  viewOf(bytes).setUint32(0, signer.keyId);
  bytes.set(signature, 4);
  return `— ${signer.name} ${encodeBase64(bytes)}\n`;
}

function decodeText(note: string | Uint8Array): string {
  if (note.length > NOTE_BYTES_MAX) throw new LogError('malformed', `a note has at most ${NOTE_BYTES_MAX} bytes`);
  if (typeof note === 'string') return note;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(note);
  } catch {
    throw new LogError('malformed', 'the note is not UTF-8');
  }
}

/** Text and signature lines of a note, of which nothing is verified. Throws LogError `malformed`. */
export function parseNote(encoded: string | Uint8Array): { text: string; signatures: Signature[] } {
  const note = decodeText(encoded);
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n') || !isNoteText(note)) throw new LogError('malformed', 'not a signed note');
  const lines = note
    .slice(split + 2)
    .split('\n')
    .slice(0, -1);
  if (lines.length === 0 || lines.length > NOTE_SIGNATURES_MAX) {
    throw new LogError('malformed', `a note has 1 to ${NOTE_SIGNATURES_MAX} signatures, not ${lines.length}`);
  }
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): Signature {
  const [, name = '', encoded = ''] = /^— ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  const bytes = decodeBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5)
    throw new LogError('malformed', 'not a signature line');
  return { name, keyId: viewOf(bytes).getUint32(0), signature: bytes.subarray(4) };
}

/** No control character below U+0020 but the newline, and no half of a surrogate pair, which UTF-8 cannot carry. */
function isNoteText(text: string): boolean {
  return text.isWellFormed() && /^[\n -\u{10ffff}]*$/u.test(text);
}

function formatKeyId(keyId: number): string {
  return keyId.toString(16).padStart(8, '0');
}

type Signature = { name: string; keyId: number; signature: Uint8Array };

export type OpenedNote = { readonly text: string; readonly signedBy: readonly NoteVerifier[] };
