import { type CallOptions, get, type Upstream } from '../../api/call.ts';
import type { ListPage } from '../list/use-list.ts';

/** One administrative act, as every service's REST gives it. */
export interface AuditLine {
  sequence: number;
  at: string;
  actor: string;
  act: string;
  object: string;
  details: Record<string, unknown>;
  /** SHA-256 over this line and the hash of the one before. */
  hash: string;
}

/** Which acts are asked for; what is empty does not matter. Days are ISO dates in China, both inclusive. */
export interface AuditFilter {
  actor: string;
  act: string;
  object: string;
  from: string;
  to: string;
}

/** As many as a service gives at a time. */
const LINES_MAX = 100;
const LINES_SHOWN = 50;
/** Longer logs are asked for by days. */
const SAVED_LINES_MAX = 50_000;

/** A page of a service's audit log, the newest line first. */
export async function listAudit(
  upstream: Upstream,
  filter: AuditFilter,
  { cursor, limit = LINES_SHOWN }: { cursor: string | undefined; limit?: number },
): Promise<ListPage<AuditLine>> {
  const options: CallOptions = { query: { ...askedOf(filter), cursor, limit }, isBackground: true };
  const page = await get<{ items: AuditLine[]; next?: string | null }>(upstream, '/v1/audit', options);
  return { items: page.items, next: page.next ?? null };
}

/** All lines that a filter leaves, for those who take the log along. Throws where there are too many. */
export async function listAllAudit(upstream: Upstream, filter: AuditFilter): Promise<AuditLine[]> {
  const lines: AuditLine[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAudit(upstream, filter, { cursor, limit: LINES_MAX });
    lines.push(...page.items);
    if (lines.length > SAVED_LINES_MAX) throw new Error('行数过多，请按日期分段导出');
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return lines;
}

/** The conditions of a filter that say something. */
export function askedOf(filter: AuditFilter): Partial<AuditFilter> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
}

/** What checking the whole chain has found: how many lines follow from each other, or where they do not. */
export interface ChainCheck {
  lines: number | null;
  fault: string | null;
}

export function checkChain(upstream: Upstream): Promise<ChainCheck> {
  return get(upstream, '/v1/audit/chain');
}
