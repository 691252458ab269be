// C2SP tlog-checkpoint: the tree head as the text of a signed note.

import { LogError } from '../errors.ts';
import { HASH_BYTES } from '../tree/hashing.ts';
import { assertSize } from '../uint64.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { openNote, signNote } from './note.ts';
import type { NoteSigner, NoteVerifier } from './note-key.ts';

/** The text of a checkpoint: origin, size, base64 root, extension lines, each ended by a newline. Throws RangeError. */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  assertSize(size);
  if (root.length !== HASH_BYTES) throw new RangeError('a root has 32 bytes');
  const lines = [origin, String(size), encodeBase64(root), ...extensions];
  if (lines.some((line) => line === '' || line.includes('\n'))) throw new RangeError('a checkpoint has no empty lines');
  return `${lines.join('\n')}\n`;
}

/** Reads what `formatCheckpoint` writes. Throws LogError `malformed` for any other spelling and for sizes of 2^53 or more. */
export function parseCheckpoint(text: string): Required<Checkpoint> {
  const lines = text.split('\n');
  const [origin = '', digits = '', encoded = '', ...extensions] = lines.slice(0, -1);
  const size = /^(0|[1-9][0-9]{0,15})$/.test(digits) ? Number(digits) : Number.NaN;
  const root = decodeBase64(encoded);
  if (
    lines.at(-1) !== '' ||
    lines.slice(0, -1).includes('') ||
    !Number.isSafeInteger(size) ||
    root?.length !== HASH_BYTES
  ) {
    throw new LogError('malformed', 'not a checkpoint');
  }
  return { origin, size, root, extensions };
}

/** A checkpoint signed as a note. A log must never sign one that is inconsistent with another that it signed. */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): string {
  return signNote(formatCheckpoint(checkpoint), signer);
}

/**
 * Opens a signed checkpoint of the log `origin`. `verifiers` are the log's own pinned keys: one of them is enough, so a witness's
 * key must not be among them. Throws LogError `unverified` (no known signature, a false one, another origin) or `malformed`.
 */
export function openCheckpoint(
  note: string | Uint8Array,
  origin: string,
  verifiers: readonly NoteVerifier[],
): Required<Checkpoint> {
  const checkpoint = parseCheckpoint(openNote(note, verifiers).text);
  if (checkpoint.origin !== origin) {
    throw new LogError('unverified', `a checkpoint of ${checkpoint.origin}, not of ${origin}`);
  }
  return checkpoint;
}

/** A tree head. `origin` names the log; `root` is the RFC 6962 root (32 bytes) over its first `size` leaves. */
export type Checkpoint = {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly extensions?: readonly string[];
};
