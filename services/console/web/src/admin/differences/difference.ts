import { get } from '../../api/call.ts';
import type { ListPage } from '../list/use-list.ts';

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

/** How a difference was mended, in words. */
export const MENDED: Record<string, string> = { source: '从对方取回', log: '依本地日志', itself: '复查时已一致' };

const DIFFERENCES_A_PAGE = 50;

/** Differences of one node, or of all, the newest first. */
export async function listDifferences(
  node: string | undefined,
  cursor: string | undefined,
): Promise<ListPage<Difference>> {
  const query = { node, cursor, limit: DIFFERENCES_A_PAGE };
  const { items, next } = await get<{ items: Difference[]; next?: string }>('exchange', '/v1/differences', { query });
  return { items, next: next ?? null };
}
