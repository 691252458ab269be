import type { Sql } from '@necips/runtime';
import type { OperationsFacts } from '../domain/operations.ts';

/** What is counted of each enrolled province, or of one, by node. `sinceMs` is the beginning of today. */
export async function countOperations(
  sql: Sql,
  { node, sinceMs }: { node: string | undefined; sinceMs: number },
): Promise<Map<string, OperationsFacts>> {
  const since = new Date(sinceMs);
  const rows = await sql<(OperationsFacts & { node: string })[]>`
    select n.code as node,
      coalesce(d.open, 0)::int as "differencesOpen", coalesce(d.source_differs, 0)::int as "sourceDiffers", coalesce(d.mended_today, 0)::int as "differencesMendedToday",
      (extract(epoch from d.oldest) * 1000)::bigint as "differenceOldestAtMs",
      coalesce(r.open, 0)::int as "repairsOpen", coalesce(r.today, 0)::int as "repairsToday",
      coalesce(q.messages, 0)::int as quarantined, (extract(epoch from q.newest) * 1000)::bigint as "quarantinedNewestAtMs",
      case when p.node is not null then json_build_object(
        'generation', p.generation, 'nextIndex', p.next_index, 'round', p.round,
        'roundBeganAt', ${utc(sql, 'round_began_at')}, 'lastRoundEndedAt', ${utc(sql, 'last_round_ended_at')},
        'lastRoundMs', p.last_round_ms, 'leavesTotal', p.leaves_total, 'differencesTotal', p.differences_total) end as patrol
    from node n
    left join (
      select node, count(*) filter (where mended_at is null) as open,
        count(*) filter (where mended_at is null and kind = 'source_differs') as source_differs, min(found_at) filter (where mended_at is null) as oldest,
        count(*) filter (where mended_at >= ${since}) as mended_today from exchange.difference group by node) d on d.node = n.code
    left join (
      select node, count(*) filter (where mended_at is null) as open, count(*) filter (where found_at >= ${since}) as today
      from repair group by node) r on r.node = n.code
    left join (
      select node, count(*) as messages, max(at) as newest from quarantine
      where outcome is null or outcome not in ('applied', 'duplicate') group by node) q on q.node = n.code
    left join exchange.patrol p on p.node = n.code
    where ${node === undefined ? sql`true` : sql`n.code = ${node}`}`;
  return new Map(rows.map(({ node: code, ...facts }) => [code, facts]));
}

// JSON carries the instant as text, in the form in which REST gives it.
function utc(sql: Sql, column: 'round_began_at' | 'last_round_ended_at') {
  return sql`to_char(p.${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
