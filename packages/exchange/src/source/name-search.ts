import { queryBigrams, searchName } from '@necips/domain';
import type { Sql } from '@necips/runtime';
import { needleOf } from '../name-terms.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type Found, findBeginning, findElsewhere, type NamePosition, type NameSearch } from './name-search-sql.ts';
import type { Page, Subject, SubjectQuery } from './record-source.ts';
import { filterCondition } from './subject-filter.ts';
import { createTermStatistics } from './term-statistics.ts';

/**
 * Search by name, current or former. A listing has two phases, and the cursor says which it is in: subjects whose current
 * name begins with the query, by (name, code); then those that bear it elsewhere in a name, by code.
 */
export function createNameSearch(sql: Sql, filteredRowsMax: number): (query: SubjectQuery) => Promise<Page<Subject>> {
  const termStatistics = createTermStatistics(sql);

  return async (query) => {
    const search = toNameSearch(query, filteredRowsMax);
    const { match, searchName: name, node, status, kind } = query;
    const listing = JSON.stringify([match, name, node, status, kind]);
    const position = query.cursor === undefined ? undefined : decodeCursor(listing, query.cursor, 3);
    const [phase = 'beginning', afterName = search.lowest, afterCode = ''] = position ?? [];
    const statistics = await termStatistics();

    // One more than asked for tells whether there is another page.
    const wanted = query.limit + 1;
    const isBeginning = phase === 'beginning';
    const first: Found<NamePosition> = isBeginning
      ? await findBeginning(sql, search, [afterName, afterCode], wanted, statistics)
      : { subjects: [] };
    if (first.subjects.length > query.limit) {
      const items = first.subjects.slice(0, query.limit);
      const last = items.at(-1)!;
      return { items, next: encodeCursor(listing, ['beginning', searchName(last.name), last.code]) };
    }
    if (first.stoppedAt) {
      const next = encodeCursor(listing, ['beginning', ...first.stoppedAt]);
      return { items: first.subjects, next, isPartial: true };
    }

    const after = isBeginning ? '' : afterCode;
    const others = await findElsewhere(sql, search, after, wanted - first.subjects.length, statistics);
    const all = [...first.subjects, ...others.subjects];
    const items = all.slice(0, query.limit);
    if (all.length > query.limit) {
      const last = items.length > first.subjects.length ? items.at(-1)!.code : '';
      return { items, next: encodeCursor(listing, ['elsewhere', '', last]) };
    }
    if (others.stoppedAt === undefined) return { items };
    return { items, next: encodeCursor(listing, ['elsewhere', '', others.stoppedAt]), isPartial: true };
  };
}

function toNameSearch(query: SubjectQuery, filteredRowsMax: number): NameSearch {
  const { match, searchName: name, node } = query;
  const needle = needleOf(match, name);
  return {
    lowest: name,
    // No name contains a control character, and none the highest code point, which is no character.
    highest: name + (match === 'exact' ? '\x01' : '\u{10ffff}'),
    beginningTerms: queryBigrams(name),
    needle,
    elsewhereTerms: queryBigrams(needle),
    node,
    condition: filterCondition(query),
    filteredRowsMax,
  };
}
