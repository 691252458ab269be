import { equalBytes, keyRotationCommitment, LogError, type LogKeys, type RotationLeaf } from '@necips/tlog';
import type { PublishedLeaf } from './published-batch.ts';
import { BatchRefused } from './refusal.ts';

/**
 * The keys of a log after a rotation: the leaf, signed by the old key, commits to the new one, which was sent as its head. It must
 * be the last leaf of its batch, so that everybody can tell which key signs what: the old one all trees that end with this leaf or
 * before, the new one all that are larger. Throws BatchRefused `key_differs`.
 */
export function verifyRotation(
  keys: LogKeys,
  leaf: RotationLeaf,
  { sent, leafIndex, isLast }: { sent: PublishedLeaf; leafIndex: number; isLast: boolean },
): LogKeys {
  const verifierKey = sent.head;
  if (!isLast) throw new BatchRefused('key_differs', `leaf ${leafIndex} is not the last of its batch`);
  if (leaf.rotation !== keys.keys.length) {
    throw new BatchRefused('key_differs', `leaf ${leafIndex} is rotation ${leaf.rotation}, not ${keys.keys.length}`);
  }
  try {
    const isCommittedTo = equalBytes(keyRotationCommitment(verifierKey), leaf.keyCommitment);
    const isOfLog = verifierKey.startsWith(`${keys.origin}+`);
    const isNew = keys.keys.every((known) => known.verifierKey !== verifierKey);
    if (isCommittedTo && isOfLog && isNew) return keys.with({ verifierKey, fromSize: leafIndex + 2 });
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
  }
  throw new BatchRefused('key_differs', `the key that was sent with leaf ${leafIndex}`);
}
