import type { Sql } from '@necips/runtime';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { CodeQuery, Page, Subject } from './record-source.ts';
import { SUBJECT_COLUMNS } from './subject-columns.ts';
import { filterCondition } from './subject-filter.ts';

/** Sorts after every letter and digit. */
const AFTER_ALL = '~';

/**
 * Subjects whose code begins so; on the first page also those whose registration number does. A page looks at `filteredRowsMax`
 * subjects at most to find those that a filter leaves.
 */
export async function searchCodes(sql: Sql, query: CodeQuery, filteredRowsMax: number): Promise<Page<Subject>> {
  const { prefix, node, status, kind, limit, cursor } = query;
  const listing = JSON.stringify([prefix, node, status, kind]);
  const [after = ''] = cursor === undefined ? [] : decodeCursor(listing, cursor, 1);
  const condition = `($3::text is null or node = $3)${filterCondition(query)}`;
  const isFiltered = node !== undefined || status !== undefined || kind !== undefined;
  const [stop] = isFiltered
    ? await sql.unsafe<{ code: string }[]>(STOP, [prefix, prefix + AFTER_ALL, after, filteredRowsMax - 1])
    : [];
  const byCode = await sql.unsafe<Subject[]>(
    `select ${SUBJECT_COLUMNS} from exchange.subject
     where subject_id >= $1 and subject_id <= $2 and subject_id > $5 and ${condition} order by subject_id limit $4`,
    [prefix, stop?.code ?? prefix + AFTER_ALL, node ?? null, limit + 1, after],
  );
  const items = byCode.slice(0, limit);
  const last = items.at(-1);
  if (byCode.length > limit && last) return { items, next: encodeCursor(listing, [last.code]) };
  if (stop) return { items, next: encodeCursor(listing, [stop.code]), isPartial: true };
  if (cursor !== undefined || !/^\d+$/.test(prefix)) return { items };
  const byNumber = await sql.unsafe<Subject[]>(
    `select ${SUBJECT_COLUMNS} from (
       select * from exchange.subject
       where registration_number >= $1 and registration_number < $2 order by registration_number limit $5) as numbered
     where ${condition} order by registration_number limit $4`,
    [prefix, prefix + AFTER_ALL, node ?? null, limit, filteredRowsMax],
  );
  const known = new Set(items.map(({ code }) => code));
  return { items: [...items, ...byNumber.filter(({ code }) => !known.has(code))].slice(0, limit) };
}

// The last subject that a page may look at; none where the end comes before it.
const STOP = `
  select subject_id as "code" from exchange.subject
  where subject_id >= $1 and subject_id < $2 and subject_id > $3 order by subject_id offset $4 limit 1`;
