import { encodeBase64 } from '@necips/tlog';
import { Invalid } from './invalid.ts';
import { type ProofContent, readRecordBytes, writeRecordBytes } from './record-bytes.ts';
import { readBase64, readHash, readLabelled, readNumber, readText } from './spelling.ts';

/** Bytes of the longest proof file that is read. */
export const PROOF_BYTES_MAX = 1_048_576;
/** Hashes of the longest inclusion proof that is read: no tree of fewer than 2^64 leaves needs more. */
const PROOF_HASHES_MAX = 64;
const HEADER = 'c2sp.org/tlog-proof@v1';

/** The text of a proof file. Throws RangeError where it would be longer than anybody reads. */
export function formatProof({ leaf, content, index, hashes, checkpoint }: ProofFile): string {
  const record = encodeBase64(writeRecordBytes(leaf, content));
  const lines = [HEADER, `extra ${record}`, `index ${index}`, ...hashes.map(encodeBase64), '', checkpoint];
  const text = lines.join('\n');
  if (new TextEncoder().encode(text).length > PROOF_BYTES_MAX) {
    throw new RangeError(`a proof file has at most ${PROOF_BYTES_MAX} bytes`);
  }
  return text;
}

/** Takes a proof file apart; nothing in it is believed yet. Throws Invalid `too_large` or `malformed`. */
export function parseProof(bytes: Uint8Array): ProofFile {
  if (bytes.length > PROOF_BYTES_MAX) {
    throw new Invalid('too_large', `文件超过 ${PROOF_BYTES_MAX} 字节 (more than ${PROOF_BYTES_MAX} bytes)`);
  }
  const text = readText(bytes);
  const [header, extra, index, ...rest] = text.split('\n');
  if (header !== HEADER) throw new Invalid('malformed', `首行不是 ${HEADER} (another first line)`);
  const record = readRecordBytes(readBase64(readLabelled(extra, 'extra')));
  const number = readNumber(readLabelled(index, 'index'));
  const gap = rest.indexOf('');
  if (gap < 0) throw new Invalid('malformed', '没有检查点 (no checkpoint)');
  const hashes = rest.slice(0, gap).map(readHash);
  if (hashes.length > PROOF_HASHES_MAX) {
    throw new Invalid('malformed', `包含证明超过 ${PROOF_HASHES_MAX} 行 (too many hashes)`);
  }
  return { ...record, index: number, hashes, checkpoint: rest.slice(gap + 1).join('\n') };
}

/** What a proof file carries. */
export type ProofFile = {
  /** 98 bytes. */
  readonly leaf: Uint8Array;
  /** Absent where only the leaf is shown: for a withdrawal, and where the content is not public any more. */
  readonly content?: ProofContent | undefined;
  /** The leaf's number in the log. */
  readonly index: number;
  /** RFC 6962 inclusion proof, the leaf's sibling first. */
  readonly hashes: readonly Uint8Array[];
  /** The province's signed note, with or without the centre's cosignature. */
  readonly checkpoint: string;
};
