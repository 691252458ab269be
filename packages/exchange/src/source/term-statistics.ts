import type { Sql } from '@necips/runtime';

/** Statistics change with the data by tenths, so reading them once a minute is often enough. */
const STATISTICS_AGE_MAX_MS = 60_000;

/** What it costs, in µs, to read a hit and check it, and to pass over one entry of a term's list in the index. */
const HIT_COST = 1.4;
const ENTRY_COST = 0.03;

/** How common the terms of the name index are, from PostgreSQL's own statistics; renewed when a minute old. */
export function createTermStatistics(sql: Sql): () => Promise<TermStatistics> {
  let statistics: Promise<TermStatistics> | undefined;
  let readAt = 0;
  return () => {
    if (!statistics || Date.now() - readAt > STATISTICS_AGE_MAX_MS) {
      readAt = Date.now();
      statistics = readTermStatistics(sql);
      statistics.catch(() => {
        statistics = undefined;
      });
    }
    return statistics;
  };
}

async function readTermStatistics(sql: Sql): Promise<TermStatistics> {
  const [row] = await sql<{ subjects: number; terms: number[] | null; shares: number[] | null }[]>`
    select greatest(reltuples, 0)::bigint as subjects, most_common_elems::text::integer[] as terms,
      most_common_elem_freqs as shares
    from pg_class
    left join pg_stats on schemaname = 'exchange' and tablename = 'subject' and attname = 'name_terms'
    where pg_class.oid = 'exchange.subject'::regclass`;
  const { subjects = 0, terms = null, shares = null } = row ?? {};
  if (!terms || !shares) return { subjects, shareOf: () => 1, choose: (asked) => asked };
  const listed = new Map(terms.map((term, i) => [term, shares[i] ?? 1]));
  // PostgreSQL keeps the least share of any listed term after the shares themselves: what is not listed is no commoner.
  const unlisted = shares[terms.length] ?? 1;
  const shareOf = (term: number) => listed.get(term) ?? unlisted;
  return { subjects, shareOf, choose: (asked) => choose(asked, subjects, shareOf) };
}

/**
 * The rarest term, and others as long as passing over their lists costs less than reading the hits that they exclude: to ask
 * for 有限 and 公司 as well takes ten times as long and excludes next to nothing.
 */
function choose(asked: number[], subjects: number, shareOf: TermStatistics['shareOf']): number[] {
  const chosen: number[] = [];
  let hits = subjects;
  for (const term of asked.toSorted((a, b) => shareOf(a) - shareOf(b))) {
    const share = shareOf(term);
    if (chosen.length > 0 && hits * (1 - share) * HIT_COST < subjects * share * ENTRY_COST) break;
    chosen.push(term);
    hits *= share;
  }
  return chosen;
}

export interface TermStatistics {
  /** Subjects in the index, about; 0 before the first statistics. */
  subjects: number;
  /** Share of subjects, 0–1, that bear a term, or a greater one; 1 where nothing is known yet. */
  shareOf: (term: number) => number;
  /** Of these terms, those worth asking the index for: whoever checks the hits finds the same. */
  choose: (terms: number[]) => number[];
}
