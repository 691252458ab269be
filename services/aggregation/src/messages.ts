import { BatchRefused, type LogTail, type PublishedBatch, type SourceLeaf } from '@necips/exchange';
import { necips } from '@necips/proto';
import { type NoteSigner, signDocument } from '@necips/tlog';
import type { PublishedDocument } from './queries/catalogue/list-published-documents.ts';
import type { Notice } from './store/notice.ts';

const { NoticeKind } = necips.federation.v1;

/** A message of `federation.published.v1.<node>`. Throws BatchRefused `too_large` or `undecodable`. */
export function decodePublishedBatch(value: Uint8Array, limits: BatchLimits): PublishedBatch {
  if (value.length > limits.messageBytesMax) throw new BatchRefused('too_large', `${value.length} bytes`);
  let batch: necips.federation.v1.PublishedBatch;
  try {
    batch = necips.federation.v1.PublishedBatch.decode(value);
  } catch (error) {
    throw new BatchRefused('undecodable', error instanceof Error ? error.message : String(error));
  }
  return fromMessage(batch, limits);
}

/**
 * A decoded batch, from Kafka or from a repair read. Throws BatchRefused `too_large` for more leaves than allowed, or
 * `undecodable` for an index that no log has.
 */
export function fromMessage(
  message: necips.federation.v1.PublishedBatch.$Properties,
  limits: BatchLimits,
): PublishedBatch {
  // Decoded messages are instances of the class: every field is there, as its type's zero where it was not sent.
  const batch = message as PublishedBatch;
  if (batch.leaves.length > limits.batchLeavesMax) throw new BatchRefused('too_large', `${batch.leaves.length} leaves`);
  const isPosition = Number.isSafeInteger(batch.firstIndex) && batch.firstIndex >= 0;
  if (!isPosition || !Number.isSafeInteger(batch.firstIndex + batch.leaves.length)) {
    throw new BatchRefused('undecodable', `first index ${batch.firstIndex}`);
  }
  return batch;
}

/**
 * The message of `federation.inbound.v1.<node>` that says how far the node's log is verified. `cosignedCheckpoint` is that
 * size's checkpoint with the centre's cosignature; empty without.
 */
export function encodeReceipt(node: string, tail: LogTail, cosignedCheckpoint: string): Buffer {
  const { generation, size, root, verifiedAtMs } = tail;
  const receipt = { node, generation, verifiedSize: size, root, verifiedAtMs, cosignedCheckpoint };
  return necips.federation.v1.InboundMessage.encode({ receipt }).finish() as Buffer;
}

/** The message of `federation.inbound.v1.<node>` that tells the administrators of a node. */
export function encodeNotice(notice: Notice): Buffer {
  const kind = notice.kind === 'stopped' ? NoticeKind.NOTICE_KIND_STOPPED : NoticeKind.NOTICE_KIND_RESUMED;
  return necips.federation.v1.InboundMessage.encode({ notice: { ...notice, kind } }).finish() as Buffer;
}

/** The message of `federation.catalogue.v1` that carries a document, signed by the centre. */
export function encodeCatalogueDocument({ name, document }: PublishedDocument, signer: NoteSigner): Buffer {
  const bytes = Buffer.from(document);
  const note = signDocument({ header: CATALOGUE_HEADER, name, document: bytes }, signer);
  const message = { layout: CATALOGUE_LAYOUT, name, document: bytes, note };
  return necips.catalogue.v1.CatalogueMessage.encode(message).finish() as Buffer;
}

const CATALOGUE_HEADER = 'necips/catalogue/v1';
const CATALOGUE_LAYOUT = 1;

/** A leaf of a repair read. */
export function fromLeafMessage(message: necips.log.v1.ReadLeavesResponse.$Properties): SourceLeaf {
  // Decoded messages are instances of the class: every field is there.
  const { leafIndex, successorIndex, leaf } = message as necips.log.v1.ReadLeavesResponse;
  const sent = leaf as necips.federation.v1.PublishedLeaf;
  const { salt, head, publicPart, restrictedPart, contentGone } = sent;
  return { leafIndex, leaf: sent.leaf, salt, head, publicPart, restrictedPart, contentGone, successorIndex };
}

export interface BatchLimits {
  messageBytesMax: number;
  batchLeavesMax: number;
}
