import { get } from '../api/call.ts';

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

interface List<T> {
  items: T[];
  next?: string;
}

export function listRepairs(node: string, cursor?: string): Promise<List<Repair>> {
  return get('exchange', '/v1/repairs', { query: { node, cursor, limit: 50 } });
}

export function listEvidence(node: string, cursor?: string): Promise<List<EvidenceEntry>> {
  return get('exchange', '/v1/evidence', { query: { node, cursor, limit: 50 } });
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
