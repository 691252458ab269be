import { chinaDayStart } from '@necips/domain';
import { ServiceError } from '../errors.ts';
import type { Sql } from '../postgres/index.ts';

/** One line of the audit log, as an auditor reads it. */
export interface AuditLine {
  /** From 1, without a gap. */
  sequence: number;
  at: Date;
  /** Account that acted, or the service's own name. */
  actor: string;
  /** Stable code, e.g. `take_back_submission`. */
  act: string;
  object: string;
  details: Record<string, unknown>;
  /** SHA-256 that binds the line to all before it, hexadecimal. */
  hash: string;
}

/** What lines are asked for; a condition on a text is for equality. */
export interface AuditQuery {
  actor?: string | undefined;
  act?: string | undefined;
  object?: string | undefined;
  /** Days in China, ISO dates, both inclusive. */
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  /** From the page before. */
  cursor?: string | undefined;
}

/** The audit log, the newest line first. Throws `invalid`, reason `bad_cursor`. */
export async function listAudit(sql: Sql, query: AuditQuery): Promise<{ items: AuditLine[]; next?: string }> {
  const { actor = null, act = null, object = null, from, to, limit, cursor } = query;
  const since = from === undefined ? null : new Date(chinaDayStart(from));
  const until = to === undefined ? null : new Date(chinaDayStart(to, 1));
  const before = cursor === undefined ? null : decodeCursor(cursor);
  const rows = await sql<(Omit<AuditLine, 'details'> & { details: string })[]>`
    select sequence, at, actor, act, object, details, encode(hash, 'hex') as hash from runtime.audit_entry
    where (${before}::bigint is null or sequence < ${before}) and (${actor}::text is null or actor = ${actor})
      and (${act}::text is null or act = ${act}) and (${object}::text is null or object = ${object})
      and (${since}::timestamptz is null or at >= ${since}) and (${until}::timestamptz is null or at < ${until})
    order by sequence desc limit ${limit + 1}`;
  const items = rows.slice(0, limit).map((row) => ({ ...row, details: Object(JSON.parse(row.details)) }));
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last && { next: encodeCursor(last.sequence) }) };
}

function encodeCursor(sequence: number): string {
  return Buffer.from(`audit:${sequence}`).toString('base64url');
}

function decodeCursor(cursor: string): number {
  const [, digits] = /^audit:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new ServiceError('invalid', '游标无效 (bad cursor)', { reason: 'bad_cursor' });
}
