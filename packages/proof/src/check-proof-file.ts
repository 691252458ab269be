import {
  type Checkpoint,
  cosigningTime,
  decodeLeaf,
  type Leaf,
  leafHash,
  parseCheckpoint,
  verifyInclusion,
  verifyPublicContent,
} from '@necips/tlog';
import { Invalid } from './invalid.ts';
import type { Keys } from './keys.ts';
import { parseProof } from './proof-file.ts';
import { readNoteText, readSignature, saying } from './read-note.ts';
import type { ProofContent } from './record-bytes.ts';

/** Everything that docs/proof-format.md asks of one proof file, in its order. Throws Invalid. */
export function checkProofFile(bytes: Uint8Array, keys: Keys): CheckedProof {
  const { leaf: entry, content, index, hashes, checkpoint: note } = parseProof(bytes);
  const signed = new TextEncoder().encode(note);
  const text = readNoteText(signed);
  const checkpoint = saying('malformed', () => parseCheckpoint(text));
  const leaf = saying('leaf', () => decodeLeaf(entry));
  if (leaf.op === 'withdraw' && content) throw new Invalid('leaf', '撤下的叶不应有内容 (a withdrawal with content)');
  checkSignature(signed, checkpoint, keys);
  const { size, root } = checkpoint;
  const hash = leafHash(entry);
  if (!verifyInclusion({ leafHash: hash, index, size, root, proof: hashes })) {
    throw new Invalid('inclusion', '包含证明与根不符 (the leaf is not in the tree)');
  }
  const recordId = content ? checkContent(leaf, content) : undefined;
  const cosignature = keys.centre && readSignature(signed, keys.centre.cosignature, 'cosignature');
  const cosignedAt = cosignature && cosigningTime(cosignature);
  return { leaf, leafHash: hash, index, checkpoint, content, recordId, cosignedAt };
}

function checkSignature(note: Uint8Array, { origin }: Checkpoint, { province }: Keys): void {
  const signedBy = province.filter((verifier) => readSignature(note, verifier, 'signature'));
  if (signedBy.length === 0) throw new Invalid('signature', '没有该省密钥的签名 (no key of the province has signed)');
  if (signedBy.some(({ name }) => name !== origin)) throw new Invalid('signature', '是另一日志的检查点 (another log)');
}

/** The recordId that the head names. */
function checkContent(leaf: Leaf, content: ProofContent): string {
  if (!verifyPublicContent(leaf, content)) {
    throw new Invalid('content', '内容与叶的承诺不符 (the leaf commits to something else)');
  }
  const { op, version, recordId } = parseHead(content.head);
  if (op !== leaf.op || version !== leaf.version || typeof recordId !== 'string') {
    throw new Invalid('head', '记录头与叶不一致 (head and leaf disagree)');
  }
  return recordId;
}

function parseHead(text: string): { op?: unknown; version?: unknown; recordId?: unknown } {
  let head: unknown;
  try {
    head = JSON.parse(text);
  } catch {
    head = undefined;
  }
  if (typeof head !== 'object' || head === null || Array.isArray(head)) {
    throw new Invalid('head', '记录头不是 JSON 对象 (the head is not a JSON object)');
  }
  return head;
}

/** What a proof file that holds shows. */
export interface CheckedProof {
  leaf: Leaf;
  /** The leaf's hash in the tree, 32 bytes. */
  leafHash: Uint8Array;
  index: number;
  checkpoint: Checkpoint;
  content: ProofContent | undefined;
  recordId: string | undefined;
  /** Seconds since the epoch; undefined without the centre's cosignature. */
  cosignedAt: number | undefined;
}
