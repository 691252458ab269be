import type { necips } from '@necips/proto';
import { decodeLogLeaf, LEAF_BYTES } from '@necips/tlog';
import type { Content } from '../copy/contents.ts';
import type { LogBatch } from '../copy/log-batches.ts';

/** A signed batch as it is sent: to Kafka, or as the answer to a repair read. */
export interface BatchMessage {
  node: string;
  generation: number;
  firstIndex: number;
  leaves: LeafMessage[];
  checkpoint: string;
}

/** One leaf of it, with the content that it still has. */
export type LeafMessage = necips.federation.v1.PublishedLeaf.$Properties;

/** A signed batch with the content that its leaves still have, and for withdrawing leaves what is known of their records. */
export function toBatchMessage(
  batch: LogBatch,
  contents: ReadonlyMap<number, Content>,
  withdrawals: ReadonlyMap<number, WithdrawnRecord>,
): BatchMessage {
  const { node, generation, firstIndex, checkpoint, collectedAtMs } = batch;
  const leaves = splitLeaves(batch.leaves).map((leaf, i) => ({
    ...toLeafMessage(leaf, contents.get(firstIndex + i), withdrawals.get(firstIndex + i)),
    collectedAtMs,
  }));
  return { node, generation, firstIndex, checkpoint, leaves };
}

/** A leaf with its content, or with the word that it is gone. */
export function toLeafMessage(
  leaf: Uint8Array,
  content: Content | undefined,
  withdrawn: WithdrawnRecord | undefined,
): LeafMessage {
  if (content) return { leaf, ...content };
  const { op } = decodeLogLeaf(leaf);
  switch (op) {
    case 'publish':
      return { leaf, contentGone: true };
    case 'withdraw':
      return { leaf, ...withdrawn };
    case 'rotation':
    case 'generation':
      return { leaf };
    default:
      throw new Error(op satisfies never);
  }
}

/** What a log's keeper knows of the record that a withdrawing leaf is about, besides its pseudonym. */
export type WithdrawnRecord = Pick<LeafMessage, 'recordId' | 'tombstone'>;

/** The leaves of a stored batch, as views into it. */
export function splitLeaves(joined: Uint8Array): Uint8Array[] {
  return Array.from({ length: joined.length / LEAF_BYTES }, (_, i) =>
    joined.subarray(i * LEAF_BYTES, (i + 1) * LEAF_BYTES),
  );
}
