import { parseRecordId } from '@necips/domain';
import { formatProof, type ProofContent } from '@necips/proof';
import { ServiceError } from '@necips/runtime';
import {
  decodeLeaf,
  inclusionProof,
  leafHash,
  parseCheckpoint,
  parseNote,
  verifyInclusion,
  verifyPublicContent,
} from '@necips/tlog';
import { readLeaves } from '../copy/log-batches.ts';
import { findPublicContent } from './find-public-content.ts';
import type { ProofSource, ProvedLog } from './proof-source.ts';

/**
 * The proof file of a record as it is currently shown. Throws `not_found` where it is not shown, `unavailable` where the log
 * does not prove it yet, `too_large` for a content that no proof file holds.
 */
export async function makeRecordProof(source: ProofSource, recordId: string): Promise<string> {
  const identity = parseRecordId(recordId);
  if (identity) source.requireShown?.(identity.node);
  const found = identity && (await findPublicContent(source.sql, { node: identity.node, recordId }));
  if (!identity || !found) {
    throw new ServiceError('not_found', `记录 ${recordId} 未公示 (not shown)`, { reason: 'record_not_shown' });
  }
  const { node } = identity;
  const log = await source.logFor(node, found.leafIndex, found.generation);
  if (log.generation !== found.generation) throw notProvable();
  return makeProof(source, { ...log, node }, found.leafIndex, found.content);
}

/** The proof file of a leaf without content: of a withdrawal, or of a version that was replaced. Throws as `makeRecordProof`. */
export async function makeLeafProof(
  source: ProofSource,
  { node, index, generation }: { node: string; index: number; generation?: number | undefined },
): Promise<string> {
  return makeProof(source, { ...(await source.logFor(node, index, generation)), node }, index);
}

async function makeProof(
  { sql }: Pick<ProofSource, 'sql'>,
  { node, generation, size, checkpoint, hashes, forget }: ProvedLog & { node: string },
  index: number,
  content?: ProofContent,
): Promise<string> {
  const [[leaf], proof] = await Promise.all([
    readLeaves(sql, { node, generation, from: index, to: index + 1 }),
    inclusionProof(index, size, hashes),
  ]);
  const { root } = parseCheckpoint(parseNote(checkpoint).text);
  // What is stored may be damaged, which the patrol mends: nobody is handed a proof that does not hold.
  const holds =
    leaf !== undefined &&
    verifyInclusion({ leafHash: leafHash(leaf), index, size, root, proof }) &&
    (content === undefined || verifyPublicContent(decodeLeaf(leaf), content));
  if (!holds) {
    await forget?.();
    throw notProvable();
  }
  try {
    return formatProof({ leaf, content, index, hashes: proof, checkpoint });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ServiceError('too_large', '内容超过证明文件上限 (the content is larger than a proof file may be)', {
      reason: 'content_too_large',
      cause: error,
    });
  }
}

function notProvable(): ServiceError {
  return new ServiceError('unavailable', '暂不能出具证明，请稍后再试 (cannot be proved at the moment)', {
    reason: 'not_provable',
  });
}
