import type { Sql } from '@necips/runtime';

/** Statistics change with the data by tenths, so reading them once a minute is often enough. */
const STATISTICS_AGE_MAX_MS = 60_000;

/** With this many hits expected, reading them costs less than comparing with the list of one more common term. */
const HITS_FEW = 1_000;

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
  if (!terms || !shares) return { subjects, choose: (asked) => ({ terms: asked, hitsMax: Infinity }) };
  const shareOf = new Map(terms.map((term, i) => [term, shares[i] ?? 1]));
  // PostgreSQL keeps the least share of any listed term after the shares themselves: what is not listed is no commoner.
  const unlisted = shares[terms.length] ?? 1;
  return { subjects, choose: (asked) => choose(asked, subjects, shareOf, unlisted) };
}

/**
 * All rare terms, whose lists are short; failing these, the rarest of the others until few hits are to be expected. Asking
 * for 有限 and 公司 as well takes ten times as long and excludes next to nothing.
 */
function choose(asked: number[], subjects: number, shareOf: Map<number, number>, unlisted: number): ChosenTerms {
  const rare = asked.filter((term) => !shareOf.has(term));
  if (rare.length > 0) return { terms: rare, hitsMax: subjects * unlisted };
  const listed = asked.map((term) => ({ term, share: shareOf.get(term) ?? 1 })).sort((a, b) => a.share - b.share);
  const terms: number[] = [];
  let expected = subjects;
  for (const { term, share } of listed) {
    if (terms.length > 0 && expected <= HITS_FEW) break;
    terms.push(term);
    expected *= share;
  }
  return { terms, hitsMax: subjects * (listed[0]?.share ?? 1) };
}

export interface TermStatistics {
  /** Subjects in the index, about; 0 before the first statistics. */
  subjects: number;
  /** Of these terms, those worth asking the index for: whoever checks the hits finds the same. */
  choose(terms: number[]): ChosenTerms;
}

interface ChosenTerms {
  terms: number[];
  /** No more subjects than this bear them all; infinite where nothing is known yet. */
  hitsMax: number;
}
