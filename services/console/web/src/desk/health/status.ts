import { get } from '../../api/call.ts';

/** How publication stands, as its REST tells it. */
export interface PublicationStatus {
  publishedSize: number;
  relayedSize: number;
  verifiedSize: number;
  checkpointAt: string;
  lastReceiptAt: string | null;
  /** Leaves that the centre has not verified; negative where it has more than the node. */
  lag: number;
  feedLag: number | null;
  withheld: string | null;
  /** How far the centre has verified, in words. */
  description: string;
  disk: Disk;
  notice: { kind: string; reason: string; noticedAt: string } | null;
  patrol: {
    lastRoundEndedAt: string | null;
    differencesOpen: number;
    differencesToday: number;
    reason: string;
  } | null;
  erasure: { waitingSince: string | null; dueAt: string | null; isOverdue: boolean; reason: string };
}

/** How collection stands, as its REST tells it. */
export interface CollectionStatus {
  queue: { receiving: number; received: number; processing: number; takingBack: number; failed: number };
  held: { waiting: number; oldestAt: string | null };
  transfers: { waiting: number; overdue: number };
  connectors: { running: number; failing: number; paused: number; stopped: number };
  catalogue: { version: number; effectiveFrom: string; refused: number; reason: string };
  disk: Disk;
}

interface Disk {
  freeBytes: number | null;
  totalBytes: number | null;
  /** In words. */
  reason: string;
}

/** How the node stands as a whole. */
export interface NodeState {
  publication: PublicationStatus;
  collection: CollectionStatus;
}

/** Asks both services; public, and no act of the person. */
export async function fetchNodeState(): Promise<NodeState> {
  const [publication, collection] = await Promise.all([
    get<PublicationStatus>('exchange', '/v1/status', { isBackground: true }),
    get<CollectionStatus>('collection', '/v1/status', { isBackground: true }),
  ]);
  return { publication, collection };
}

/** How soon pages look again. */
export const STATUS_POLL_MS = 3_000;
