import { get } from './call.ts';
import type { PublicRecord } from './records.ts';

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
  const { items } = await get<{ items: PublicRecord[] }>('exchange', `/v1/nodes/${node}/records`, { query });
  const last = items.at(-1);
  const next = items.length === RECORDS_MAX && last ? last.leafIndex + 1 : end;
  return { items, next: next < toIndex ? next : undefined };
}

export interface RecordsOfLeaves {
  items: PublicRecord[];
  next: number | undefined;
}
