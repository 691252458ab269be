import type { ListPage } from '../admin/list/use-list.ts';
import { get } from '../api/call.ts';

const ROWS_A_PAGE = 50;

export interface Repair {
  node: string;
  kind: string;
  fromIndex: number;
  toIndex: number;
  foundAt: string;
  mendedAt: string | null;
  how: string | null;
}

export interface EvidenceEntry {
  id: string;
  node: string;
  kind: string;
  foundAt: string;
}

/** One piece of evidence; the file that is downloaded has more. */
export interface Evidence {
  kind: string;
  verifiedCheckpoint: string;
  otherCheckpoint: string;
}

/** Stretches of a province that were read again, the newest first. */
export function listRepairs(node: string, cursor: string | undefined): Promise<ListPage<Repair>> {
  return readPage('/v1/repairs', node, cursor);
}

/** What a province signed that cannot be true, the newest first. */
export function listEvidence(node: string, cursor: string | undefined): Promise<ListPage<EvidenceEntry>> {
  return readPage('/v1/evidence', node, cursor);
}

async function readPage<Row>(path: string, node: string, cursor: string | undefined): Promise<ListPage<Row>> {
  const query = { node, cursor, limit: ROWS_A_PAGE };
  const { items, next } = await get<{ items: Row[]; next?: string }>('exchange', path, { query });
  return { items, next: next ?? null };
}

/** Roll-up latency of one step of time. */
export interface LatencyPoint {
  at: string;
  /** Leaves that were applied in it. */
  samples: number;
  p50Ms: number;
  p99Ms: number;
}

export interface LatencyHistory {
  stepMs: number;
  /** How long it is kept. */
  keptMs: number;
  items: LatencyPoint[];
}

export function getLatency(node: string, hours: number): Promise<LatencyHistory> {
  return get('exchange', `/v1/nodes/${node}/latency`, { query: { hours }, isBackground: true });
}

export function getEvidence(id: string): Promise<Evidence> {
  return get('exchange', `/v1/evidence/${id}`);
}
