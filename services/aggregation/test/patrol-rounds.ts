// A patrol of the centre as tests drive it: one round at a time, with what it tells.
import { type DifferenceKind, type PatrolEvents, PatrolRound } from '@necips/exchange';
import type { Sql } from '@necips/runtime';
import { patrolledProvince } from '../src/patrolled-province.ts';
import type { Enrolled, TestCentre } from './centre.ts';

/** What a round told. */
export interface PatrolTold {
  found: DifferenceKind[];
  mended: DifferenceKind[];
  contradicted: number[];
  failures: string[];
}

/** Patrols a province once from its first leaf to its end. */
export async function patrolOnce(
  { sql }: Pick<TestCentre, 'sql'>,
  { province }: Pick<Enrolled, 'province'>,
  { nodes = ['330000', '440000'] }: { nodes?: string[] } = {},
): Promise<PatrolTold> {
  const told: PatrolTold = { found: [], mended: [], contradicted: [], failures: [] };
  const log = patrolledProvince(province, () => nodes);
  const round = new PatrolRound({ sql, log, events: noting(told) });
  const { signal } = new AbortController();
  for (let isAtEnd = false; !isAtEnd; ) isAtEnd = (await round.step(signal)).isAtEnd;
  await round.end(signal);
  return told;
}

function noting(told: PatrolTold): PatrolEvents {
  return {
    leavesPatrolled: () => {},
    differenceFound: (_, { kind }) => void told.found.push(kind),
    differenceMended: (_, { kind }) => void told.mended.push(kind),
    sourceContradicts: (_, leafIndex) => void told.contradicted.push(leafIndex),
    mendingFailed: (_, error) => void told.failures.push(error instanceof Error ? error.message : String(error)),
    roundEnded: () => {},
    patrolFailed: (_, error) => void told.failures.push(String(error)),
  };
}

const TABLES = ['log_batch', 'record', 'record_content', 'subject', 'superseded', 'hidden', 'tombstone'];

/** All rows of the copy and where each log stands, in a fixed order: to see whether anything is not as it was. */
export async function snapshot(sql: Sql): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {};
  for (const table of TABLES) {
    rows[table] = (
      await sql<{ row: string }[]>`select to_jsonb(t)::text as row from exchange.${sql(table)} t order by 1`
    ).map(({ row }) => row);
  }
  rows['node_state'] = (
    await sql<{ row: string }[]>`select (to_jsonb(t) - 'verified_at_ms')::text as row from node_state t order by 1`
  ).map(({ row }) => row);
  return rows;
}

/** Differences that were written down, in the order in which they were found. */
export async function differences(sql: Sql): Promise<{ kind: string; leafIndex: number | null; how: string | null }[]> {
  const rows = await sql<{ kind: string; leafIndex: number | null; how: string | null }[]>`
    select kind, leaf_index as "leafIndex", how from exchange.difference order by id`;
  return rows.map((row) => ({ ...row }));
}
