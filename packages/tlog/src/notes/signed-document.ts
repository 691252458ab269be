// A document and a signed note that names it and its digest: what is larger than a note is signed so.

import { sha256 } from '#crypto';
import { LogError } from '../errors.ts';
import { encodeBase64 } from './base64.ts';
import { openNote, signNote } from './note.ts';
import type { NoteSigner, NoteVerifier } from './note-key.ts';

/** What a signed note says of a document. */
export interface DocumentClaim {
  /** What kind of statement it is, e.g. `necips/catalogue/v1`; keeps a note from being read as another kind's. */
  readonly header: string;
  /** Which document of that kind, one line, e.g. `version/2`. */
  readonly name: string;
  readonly document: Uint8Array;
}

/** The note under a document: header, name, and the document's SHA-256. */
export function signDocument(claim: DocumentClaim, signer: NoteSigner): string {
  return signNote(noteText(claim), signer);
}

/** Throws LogError `unverified` unless the key has signed exactly this document under this name; `malformed` for what is no note. */
export function verifyDocument(claim: DocumentClaim, note: string, verifier: NoteVerifier): void {
  const { text } = openNote(note, [verifier]);
  if (text !== noteText(claim)) throw new LogError('unverified', 'the note is about another document');
}

/** SHA-256 of a document in base64, as its note says it. */
export function documentDigest(document: Uint8Array): string {
  return encodeBase64(sha256(document));
}

function noteText({ header, name, document }: DocumentClaim): string {
  return `${header}\n${name}\n${documentDigest(document)}\n`;
}
