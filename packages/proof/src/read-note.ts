import { findSignature, LogError, type NoteVerifier, parseNote } from '@necips/tlog';
import { type Check, Invalid } from './invalid.ts';

/** The text of a signed note, of which nothing is verified yet. Throws Invalid `malformed`. */
export function readNoteText(note: Uint8Array): string {
  return saying('malformed', () => parseNote(note).text);
}

/** The signature of one key under a note; undefined where it has not signed. Throws Invalid `check` for a false one. */
export function readSignature(note: Uint8Array, verifier: NoteVerifier, check: Check): Uint8Array | undefined {
  return saying(check, () => findSignature(note, verifier));
}

/** What log data says is wrong with it, as a failed check. */
export function saying<T>(check: Check, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof LogError) throw new Invalid(check, REASONS[check] ?? error.message);
    throw error;
  }
}

const REASONS: Partial<Record<Check, string>> = {
  malformed: '签名文本格式有误 (not a signed note of the right form)',
  leaf: '叶格式有误 (the leaf is malformed)',
  signature: '签名不符 (a signature is false)',
  cosignature: '总局副署不符 (the cosignature of the centre is false)',
};
