import { equalBytes } from '@necips/tlog';
import { type CheckedProof, checkProofFile } from './check-proof-file.ts';
import { describe } from './describe.ts';
import { type Check, Invalid } from './invalid.ts';
import { type Keys, type KeyTexts, readKeys } from './keys.ts';
import { type LeafState, openStatus, type Status } from './status-note.ts';

/**
 * What a proof file shows, and what a second one (a withdrawal, a later version) and the centre's status add, offline
 * (docs/proof-format.md). Whatever is wrong with the files is a verdict; LogError `malformed` is thrown for unusable keys only.
 */
export function verifyProof(proof: string | Uint8Array, { successor, status, ...keyTexts }: ProofOptions): Verdict {
  const keys = readKeys(keyTexts);
  let file: ProofPart = 'proof';
  try {
    const checked = checkProofFile(bytesOf(proof), keys);
    file = 'successor';
    const later = successor === undefined ? undefined : checkSuccessor(checked, bytesOf(successor), keys);
    file = 'status';
    const word = status === undefined ? undefined : checkStatus(checked, later, bytesOf(status), keys);
    const verdict = verdictOf(checked, later, word);
    return {
      verdict,
      words: describe(verdict, { proof: checked, successor: later, status: word }),
      ...shown(checked, later, word),
    };
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return { verdict: 'invalid', file, check: error.check, words: `无效：${error.message}` };
  }
}

function checkSuccessor(proof: CheckedProof, bytes: Uint8Array, keys: Keys): CheckedProof {
  const successor = checkProofFile(bytes, keys);
  const isLater = successor.index > proof.index && successor.leaf.version > proof.leaf.version;
  if (proof.leaf.op !== 'publish' || !isLater || !equalBytes(successor.leaf.pseudonym, proof.leaf.pseudonym)) {
    throw new Invalid('relation', '不是同一记录之后的叶 (not a later leaf about the same record)');
  }
  return successor;
}

function checkStatus(proof: CheckedProof, successor: CheckedProof | undefined, bytes: Uint8Array, keys: Keys): Status {
  const status = openStatus(bytes, keys);
  const { checkpoint, index, leafHash, leaf } = proof;
  const isAboutIt =
    status.origin === checkpoint.origin &&
    status.index === index &&
    equalBytes(status.leafHash, leafHash) &&
    (status.size !== checkpoint.size || equalBytes(status.root, checkpoint.root)) &&
    leaf.op === 'publish';
  if (!isAboutIt) throw new Invalid('relation', '状态说明与该证明不符 (the status is about something else)');
  if (successor && status.state === 'current' && status.size > successor.index) {
    throw new Invalid('relation', '状态说明与之后的叶矛盾 (the status contradicts the later leaf)');
  }
  return status;
}

function verdictOf(
  { leaf, content }: CheckedProof,
  successor: CheckedProof | undefined,
  status: Status | undefined,
): ValidVerdict {
  if (successor) return successor.leaf.op === 'withdraw' ? 'withdrawn' : 'superseded';
  if (status) return status.state;
  if (leaf.op === 'withdraw') return 'withdrawal';
  return content ? 'published' : 'leaf';
}

function shown(
  { leaf, index, checkpoint, content, recordId, cosignedAt }: CheckedProof,
  successor: CheckedProof | undefined,
  status: Status | undefined,
) {
  return {
    origin: checkpoint.origin,
    index,
    size: checkpoint.size,
    op: leaf.op,
    version: leaf.version,
    pseudonym: Array.from(leaf.pseudonym, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    publishedAtMs: leaf.time,
    recordId: recordId ?? null,
    head: content?.head ?? null,
    publicPart: content?.publicPart ?? null,
    cosignedAt: cosignedAt ?? null,
    successorIndex: successor?.index ?? null,
    successorSize: successor?.checkpoint.size ?? null,
    statusSize: status?.size ?? null,
    statusAt: status?.time ?? null,
  };
}

function bytesOf(file: string | Uint8Array): Uint8Array {
  return typeof file === 'string' ? new TextEncoder().encode(file) : file;
}

export interface ProofOptions extends KeyTexts {
  /** Proof file of a later leaf about the same record: of its withdrawal, or of a later version. */
  readonly successor?: string | Uint8Array | undefined;
  /** The centre's signed status of the leaf. */
  readonly status?: string | Uint8Array | undefined;
}

/** Which file a verdict is about. */
export type ProofPart = 'proof' | 'successor' | 'status';

/** What files that hold can show; see docs/proof-format.md. */
export type ValidVerdict = 'published' | 'leaf' | 'withdrawal' | LeafState;

/** Sizes and indexes in leaves, `…At` in seconds since the epoch; null for what was not there. */
export type Verdict =
  | { verdict: 'invalid'; file: ProofPart; check: Check; words: string }
  | ({ verdict: ValidVerdict; words: string } & ReturnType<typeof shown>);
