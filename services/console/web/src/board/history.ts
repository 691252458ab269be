import { get } from '../api/call.ts';
import type { PublicRecord } from '../api/records.ts';

/** What the patrol found to be other than the log has it. */
export interface Difference {
  id: number;
  node: string;
  generation: number;
  kind: string;
  description: string;
  leafIndex: number | null;
  recordId: string | null;
  subjectId: string | null;
  foundBy: string;
  foundAt: string;
  mendedAt: string | null;
  how: string | null;
  bytesMoved: number;
  oldDigest: string | null;
  newDigest: string | null;
}

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

export function listDifferences(node: string | undefined, cursor?: string): Promise<List<Difference>> {
  return get('exchange', '/v1/differences', { query: { node, cursor, limit: 50 } });
}

export function listRepairs(node: string, cursor?: string): Promise<List<Repair>> {
  return get('exchange', '/v1/repairs', { query: { node, cursor, limit: 50 } });
}

export function listEvidence(node: string, cursor?: string): Promise<List<EvidenceEntry>> {
  return get('exchange', '/v1/evidence', { query: { node, cursor, limit: 50 } });
}

/** Leaves of a province's log. */
export interface LeafStretch {
  node: string;
  /** The newest of the log where it is not given. */
  generation?: number;
  fromIndex: number;
  /** Not included. */
  toIndex: number;
}

/** Leaves that the service answers about at a time. */
const LEAVES_MAX = 10_000;
/** Records of one answer. */
const RECORDS_MAX = 50;

/** The records that stand at the leaves of a stretch now, and where to go on; what was superseded or withdrawn since is absent. */
export async function listRecordsOfLeaves(stretch: LeafStretch, fromIndex: number): Promise<RecordsOfLeaves> {
  const { node, generation, toIndex } = stretch;
  const end = Math.min(toIndex, fromIndex + LEAVES_MAX);
  const query = { generation, fromIndex, toIndex: end, limit: RECORDS_MAX };
  const { items } = await get<List<PublicRecord>>('exchange', `/v1/nodes/${node}/records`, { query });
  const last = items.at(-1);
  const next = items.length === RECORDS_MAX && last ? last.leafIndex + 1 : end;
  return { items, next: next < toIndex ? next : undefined };
}

export interface RecordsOfLeaves {
  items: PublicRecord[];
  next: number | undefined;
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
