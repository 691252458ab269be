import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import type { VersionProvenance } from '../domain/provenance.ts';
import { readPageCursor, writePageCursor } from '../page-cursor.ts';
import { readProvenance } from '../store/version/provenance.ts';

/**
 * Where the versions of a record come from (M§12), oldest first; a department is told of those that it made itself. Throws
 * `not_found` where there is none.
 */
export async function getProvenance(
  { sql }: Pick<Context, 'sql'>,
  query: { recordId: string; department: string | undefined; limit: number; cursor: string | undefined },
): Promise<{ items: VersionProvenance[]; next: string | null }> {
  const { recordId, department, limit, cursor } = query;
  const [after = 0] = cursor === undefined ? [] : readPageCursor(cursor, 1);
  const rows = await readProvenance(sql, { recordId, department, after, limit: limit + 1 });
  if (rows.length === 0 && cursor === undefined) {
    throw new ServiceError('not_found', '没有此记录 (no such record)', { reason: 'no_such_record' });
  }
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writePageCursor([last.version]) : null };
}
