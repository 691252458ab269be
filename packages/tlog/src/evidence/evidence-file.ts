// Evidence against a log as a file that anybody can check again: JSON, format `necips evidence v1`.

import { LogError } from '../errors.ts';
import { decodeBase64 } from '../notes/base64.ts';
import { type LogKey, LogKeys } from '../notes/log-keys.ts';
import { verifyBrokenRule } from './broken-rule.ts';
import { verifyContradiction } from './contradiction.ts';

export const EVIDENCE_FORMAT = 'necips evidence v1';
/** Longest file that is read, in UTF-16 units: two notes and some hashes are a few thousand. */
const FILE_LENGTH_MAX = 4_000_000;

/**
 * Checks an evidence file with nothing but what it holds. The keys in it are the log's only if the reader knows so: they are
 * returned, to be held against the centre's list. Throws LogError for what is not such a file, or holds a note that those keys
 * have not signed.
 */
export function checkEvidence(text: string): CheckedEvidence {
  const file = parseEvidence(text);
  const { origin, keys, kind, verifiedCheckpoint, otherCheckpoint } = file;
  const log = { keys: keysOf(file) };
  const about = { node: file.node, kind, origin, keys };
  if (kind === 'same_size' || kind === 'inconsistent') {
    // Where nothing was verified yet, the one note must contradict itself.
    const notes = [verifiedCheckpoint || otherCheckpoint, otherCheckpoint] as const;
    const prefix = file.prefix && { root: bytesOf(file.prefix.root), hashes: file.prefix.hashes.map(bytesOf) };
    return { ...about, finding: verifyContradiction({ ...log, notes, prefix }) ? 'proven' : 'unproven' };
  }
  const leaves = (file.leaves ?? []).map(({ index, leaf, hashes }) => {
    return { index, leaf: bytesOf(leaf), hashes: hashes.map(bytesOf) };
  });
  return { ...about, finding: verifyBrokenRule({ ...log, note: otherCheckpoint, rule: file.rule ?? '', leaves }) };
}

function keysOf({ origin, keys }: EvidenceFile): LogKeys {
  try {
    return new LogKeys(origin, keys);
  } catch (error) {
    if (error instanceof RangeError) throw new LogError('malformed', error.message);
    throw error;
  }
}

function parseEvidence(text: string): EvidenceFile {
  if (text.length > FILE_LENGTH_MAX) throw new LogError('malformed', 'the evidence file is too long');
  let file: Partial<EvidenceFile> | null;
  try {
    file = JSON.parse(text) as Partial<EvidenceFile> | null;
  } catch {
    throw new LogError('malformed', 'the evidence is not JSON');
  }
  const { prefix, leaves = [], keys } = file ?? {};
  const isWhole =
    file?.format === EVIDENCE_FORMAT &&
    [file.node, file.kind, file.origin, file.verifiedCheckpoint, file.otherCheckpoint].every(isText) &&
    Array.isArray(keys) &&
    keys.every((key) => isText(key?.verifierKey) && Number.isSafeInteger(key.fromSize)) &&
    (prefix === undefined || (isText(prefix?.root) && isTextList(prefix.hashes))) &&
    Array.isArray(leaves) &&
    leaves.every((leaf) => Number.isSafeInteger(leaf?.index) && isText(leaf.leaf) && isTextList(leaf.hashes));
  if (!isWhole) throw new LogError('malformed', `not a file of format ${EVIDENCE_FORMAT}`);
  return file as EvidenceFile;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function bytesOf(text: string): Uint8Array {
  const bytes = decodeBase64(text);
  if (bytes === undefined) throw new LogError('malformed', 'a member of the evidence is not base64');
  return bytes;
}

/** What the file shows: see `verifyBrokenRule`; two contradicting notes are `proven` or not. */
export type CheckedEvidence = {
  readonly node: string;
  readonly kind: string;
  readonly origin: string;
  readonly keys: LogKey[];
  readonly finding: 'proven' | 'stated' | 'unproven';
};

/** Evidence as it is handed out. Bytes are base64. */
export type EvidenceFile = EvidenceProof & {
  readonly format: typeof EVIDENCE_FORMAT;
  /** Publishing node, six digits. */
  readonly node: string;
  /** `same_size`, `inconsistent`, `rule_broken` or `body_differs`. */
  readonly kind: string;
  /** The note that was verified; empty before the first. */
  readonly verifiedCheckpoint: string;
  /** The note that contradicts it, or whose tree holds `leaves`. */
  readonly otherCheckpoint: string;
};

/** What shows the contradiction besides the two notes. Bytes are base64. */
export type EvidenceProof = {
  /** Origin line of the log's checkpoints. */
  readonly origin: string;
  /** C2SP verifier keys of the log, each with the size from which it signs. */
  readonly keys: LogKey[];
  /** Root of the larger tree over the smaller one's size, and its consistency proof. */
  readonly prefix?: { readonly root: string; readonly hashes: string[] };
  /** The rule that the leaves break. */
  readonly rule?: string;
  /** Leaves of the other note's tree, with inclusion proofs. */
  readonly leaves?: { readonly index: number; readonly leaf: string; readonly hashes: string[] }[];
  /** SHA-256 over the answer that does not match the leaf: a note, since nobody signed the answer. */
  readonly answerDigest?: string;
};
