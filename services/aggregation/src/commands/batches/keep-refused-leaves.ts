import { createHash } from 'node:crypto';
import {
  type BatchRefused,
  breaksRule,
  endIndexOf,
  type LogTail,
  type PublishedBatch,
  REFUSALS,
  readLeaves,
} from '@necips/exchange';
import { necips } from '@necips/proto';
import { type EvidenceProof, inclusionProof } from '@necips/tlog';
import type { Context } from '../../context.ts';
import type { Province } from '../../province.ts';
import { appliedHashes } from '../../queries/applied-hashes.ts';
import { insertEvidence } from '../../store/evidence.ts';
import { stopNode } from '../stop/stop-node.ts';

type Needs = Pick<Context, 'sql' | 'events' | 'now'>;

/**
 * Stops a province whose signed leaves break a rule of the log; the leaves are kept with proofs that the signed tree holds them.
 * Does nothing for any other refusal. The batch's root must have been found to be the signed one.
 */
export async function stopAtBrokenRule(context: Needs, province: Province, refused: RefusedBatch): Promise<void> {
  const { batch, refusal, tail } = refused;
  if (!breaksRule(refusal) || !isNext(batch, tail)) return;
  const leaves = await provenLeaves(context, province, refused);
  const proof = { ...logOf(tail), rule: refusal.reason, leaves };
  await stopNode(context, province, {
    kind: 'rule_broken',
    tail,
    otherCheckpoint: batch.checkpoint,
    proof,
    detail: `：${REFUSALS[refusal.reason]}，${refusal.message}`,
  });
}

/**
 * Notes that the province itself serves a content that is not what its signed leaf commits to: the leaf with its proof, and
 * a digest of the answer. Nobody signed the answer, so this stops nothing; the province cannot advance, and the status says so.
 */
export async function noteFalseBody(context: Needs, province: Province, refused: RefusedBatch): Promise<void> {
  const { batch, refusal, tail } = refused;
  const [leafIndex] = refusal.leaves;
  if (refusal.reason !== 'content_differs' || leafIndex === undefined || !isNext(batch, tail)) return;
  const answer = batch.leaves[leafIndex - batch.firstIndex];
  if (!answer) return;
  const bytes = necips.federation.v1.PublishedLeaf.encode(answer).finish();
  const answerDigest = createHash('sha256').update(bytes).digest('base64');
  const leaves = await provenLeaves(context, province, refused);
  const { generation, size, checkpoint: verifiedCheckpoint } = tail;
  await context.sql.begin((tx) =>
    insertEvidence(tx, {
      node: province.node.code,
      generation,
      kind: 'body_differs',
      verifiedCheckpoint,
      otherCheckpoint: batch.checkpoint,
      proof: { ...logOf(tail), rule: refusal.reason, leaves, answerDigest },
      // One for each place at which it stands still, however often it is asked again.
      about: String(size),
    }),
  );
}

/** A batch that begins at `tail` or covers it, and why it was refused. */
export interface RefusedBatch {
  batch: PublishedBatch;
  refusal: BatchRefused;
  tail: LogTail;
}

function isNext(batch: PublishedBatch, { size, generation }: LogTail): boolean {
  return batch.generation === generation && batch.firstIndex <= size && endIndexOf(batch) > size;
}

async function provenLeaves(
  { sql }: Pick<Context, 'sql'>,
  province: Province,
  { batch, refusal, tail }: RefusedBatch,
): Promise<NonNullable<EvidenceProof['leaves']>> {
  const log = { node: province.node.code, generation: tail.generation };
  const further = batch.leaves.slice(tail.size - batch.firstIndex).map(({ leaf }) => leaf);
  const reader = appliedHashes(sql, { ...log, size: tail.size }, further);
  const proven = [];
  for (const index of refusal.leaves) {
    const [stored] = index < tail.size ? await readLeaves(sql, { ...log, from: index, to: index + 1 }) : [];
    const leaf = stored ?? further[index - tail.size];
    if (!leaf) throw new RangeError(`leaf ${index} of ${log.node} is not known`);
    const hashes = await inclusionProof(index, endIndexOf(batch), reader);
    proven.push({ index, leaf: base64(leaf), hashes: hashes.map(base64) });
  }
  return proven;
}

function logOf({ keys }: LogTail): Pick<EvidenceProof, 'origin' | 'keys'> {
  return { origin: keys.origin, keys: [...keys.keys] };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
