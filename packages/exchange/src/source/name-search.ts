import { queryBigrams, searchName } from '@necips/domain';
import type { Sql } from '@necips/runtime';
import { needleOf } from '../name-terms.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { findBeginning, findElsewhere, type NameSearch } from './name-search-sql.ts';
import type { Page, Subject, SubjectQuery } from './record-source.ts';
import { filterCondition } from './subject-filter.ts';
import { createTermStatistics } from './term-statistics.ts';

/**
 * Search by name, current or former. A listing has two phases, and the cursor says which it is in: subjects whose current
 * name begins with the query, by (name, code); then those that bear it elsewhere in a name, by code.
 */
export function createNameSearch(sql: Sql): (query: SubjectQuery) => Promise<Page<Subject>> {
  const termStatistics = createTermStatistics(sql);

  return async (query) => {
    const search = toNameSearch(query);
    const { match, searchName: name, node, status, kind } = query;
    const listing = JSON.stringify([match, name, node, status, kind]);
    const position = query.cursor === undefined ? undefined : decodeCursor(listing, query.cursor, 3);
    const [phase = 'beginning', afterName = search.lowest, afterCode = ''] = position ?? [];
    const statistics = await termStatistics();

    // One more than asked for tells whether there is another page.
    const wanted = query.limit + 1;
    const first =
      phase === 'beginning' ? await findBeginning(sql, search, [afterName, afterCode], wanted, statistics) : [];
    if (first.length > query.limit) {
      const items = first.slice(0, query.limit);
      const last = items.at(-1)!;
      return { items, next: encodeCursor(listing, ['beginning', searchName(last.name), last.code]) };
    }

    const after = phase === 'beginning' ? '' : afterCode;
    const others = await findElsewhere(sql, search, after, wanted - first.length, statistics);
    const items = [...first, ...others].slice(0, query.limit);
    if (first.length + others.length <= query.limit) return { items };
    const last = items.length > first.length ? items.at(-1)!.code : '';
    return { items, next: encodeCursor(listing, ['elsewhere', '', last]) };
  };
}

function toNameSearch(query: SubjectQuery): NameSearch {
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
  };
}
