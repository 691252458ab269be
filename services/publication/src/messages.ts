import type { BatchMessage } from '@necips/exchange';
import { necips } from '@necips/proto';
import type { FeedCursor } from '@necips/runtime';
import type { LogStatus } from './domain/log-status.ts';
import type { CentreNotice } from './domain/notice.ts';
import type { CentreReceipt } from './domain/receipt.ts';
import type { RecordVersion } from './domain/record-version.ts';

const { Operation } = necips.feed.v1;

/** A batch of collection's feed. Throws Error for an operation that this version does not know. */
export function fromFollowResponse(
  response: necips.feed.v1.FollowResponse.$Properties | necips.feed.v1.FollowWithdrawalsResponse.$Properties,
): FeedBatch {
  // Decoded messages are instances of the class: every field is there.
  const { incarnation, entries, feedSequence } = response as necips.feed.v1.FollowResponse;
  return {
    incarnation,
    feedSequence,
    versions: entries.map((entry) => fromFeedEntry(entry as necips.feed.v1.RecordVersion)),
  };
}

/** A part of a listing of collection's current versions. */
export function fromListing(response: necips.feed.v1.ListCurrentResponse.$Properties): {
  cursor: FeedCursor;
  versions: RecordVersion[];
} {
  const { incarnation, cursor, entries } = response as necips.feed.v1.ListCurrentResponse;
  const { sequence, digest } = cursor as necips.feed.v1.FeedCursor;
  const versions = entries.map((entry) => fromFeedEntry(entry as necips.feed.v1.RecordVersion));
  return { cursor: { incarnation, sequence, digest }, versions };
}

function fromFeedEntry(entry: necips.feed.v1.RecordVersion): RecordVersion {
  const { sequence, recordId, version, head, publicPart, restrictedPart, collectedAtMs, contentGone, tombstone } =
    entry;
  const position = { sequence, recordId, version, op: opOf(entry), collectedAtMs };
  return { ...position, head, publicPart, restrictedPart, contentGone, tombstone };
}

function opOf({ sequence, operation }: necips.feed.v1.RecordVersion): RecordVersion['op'] {
  switch (operation) {
    case Operation.OPERATION_PUBLISH:
      return 'publish';
    case Operation.OPERATION_WITHDRAW:
      return 'withdraw';
    case Operation.OPERATION_UNSPECIFIED:
    default:
      throw new Error(`feed entry ${sequence} has unknown operation ${operation}`);
  }
}

/** The number that an operation has in the feed; what a cursor's digest is computed over. */
export function toOperation(op: RecordVersion['op']): number {
  return op === 'publish' ? Operation.OPERATION_PUBLISH : Operation.OPERATION_WITHDRAW;
}

/** The Kafka message of a batch. */
export function encodePublishedBatch(batch: BatchMessage): Buffer {
  return necips.federation.v1.PublishedBatch.encode(batch).finish() as Buffer;
}

/** Where the log stands, as `GetLogStatus` tells it. */
export function toLogStatusMessage(status: LogStatus): necips.log.v1.GetLogStatusResponse.$Properties {
  const { node, tree, relayedSize, receipt, feedIncarnation, feedSequence } = status;
  return {
    node,
    generation: tree.generation,
    publishedSize: tree.size,
    checkpoint: tree.checkpoint,
    relayedSize,
    verifiedSize: receipt?.verifiedSize ?? 0,
    lastReceiptAtMs: receipt?.receivedAt.getTime() ?? 0,
    feedSequence,
    feedIncarnation,
    withheld: status.withheld ?? '',
  };
}

/** What a message of `federation.inbound.v1.<node>` says to this node; empty where it carries nothing for it. */
export function fromInbound(value: Buffer, node: string, receivedAt: Date): Inbound {
  const { receipt, notice } = necips.federation.v1.InboundMessage.decode(value);
  if (receipt && receipt.node === node) {
    const { generation, verifiedSize, root, verifiedAtMs, cosignedCheckpoint } =
      receipt as necips.federation.v1.Receipt;
    return { receipt: { generation, verifiedSize, root, verifiedAtMs, cosignedCheckpoint, receivedAt } };
  }
  const kind = notice?.node === node ? NOTICES.get(notice.kind ?? 0) : undefined;
  if (!kind) return {};
  // Named one by one: a decoded message has its empty members on its prototype, and spreading would lose them.
  const { generation, reason, verifiedCheckpoint, otherCheckpoint, verifiedSize, noticedAtMs } =
    notice as necips.federation.v1.Notice;
  const words = { generation, reason, verifiedCheckpoint, otherCheckpoint, verifiedSize, noticedAtMs };
  return { notice: { ...words, kind, receivedAt } };
}

const { NoticeKind } = necips.federation.v1;
const NOTICES = new Map<number, CentreNotice['kind']>([
  [NoticeKind.NOTICE_KIND_STOPPED, 'stopped'],
  [NoticeKind.NOTICE_KIND_RESUMED, 'resumed'],
]);

/** One of the two, or neither where this version does not know what it carries. */
interface Inbound {
  receipt?: CentreReceipt;
  notice?: CentreNotice;
}

interface FeedBatch {
  /** Life of the feed, a UUID. */
  incarnation: string;
  /** Newest entry that the feed has; undefined where the message is not one of the feed's. */
  feedSequence: number | undefined;
  versions: RecordVersion[];
}
