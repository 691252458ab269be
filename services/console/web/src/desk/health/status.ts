import { get } from '../../api/call.ts';

/** How publication stands, as its REST tells it. */
export interface PublicationStatus {
  publishedSize: number;
  relayedSize: number;
  verifiedSize: number;
  checkpointAt: string;
  lastReceiptAt: string | null;
  lag: number;
  feedLag: number | null;
  withheld: string | null;
  description: string;
  disk: { reason: string };
  notice: { kind: string; reason: string; noticedAt: string } | null;
  patrol: { reason: string } | null;
}

/** How collection stands, as its REST tells it. */
export interface CollectionStatus {
  queue: { receiving: number; received: number; processing: number; takingBack: number; failed: number };
  held: { waiting: number; oldestAt: string | null };
  catalogue: { version: number; effectiveFrom: string; refused: number; reason: string };
  disk: { reason: string };
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
