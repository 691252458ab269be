import { get } from '../api/call.ts';

/** What the patrol found to be other than the log has it. */
export interface Difference {
  id: number;
  node: string;
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

export function listRepairs(node: string): Promise<List<Repair>> {
  return get('exchange', '/v1/repairs', { query: { node, limit: 100 } });
}

export function listEvidence(node: string): Promise<List<EvidenceEntry>> {
  return get('exchange', '/v1/evidence', { query: { node, limit: 100 } });
}

export function getEvidence(id: string): Promise<Evidence> {
  return get('exchange', `/v1/evidence/${id}`);
}
