// What tests look at in the centre's database.
import type { Sql } from '@necips/runtime';

/** Codes of the subjects that are shown, in order. */
export async function shownSubjects(sql: Sql): Promise<string[]> {
  const rows = await sql<{ code: string }[]>`select subject_id as code from exchange.subject order by subject_id`;
  return rows.map(({ code }) => code);
}

/** Name under which a subject is shown; undefined where it is not. */
export async function shownName(sql: Sql, code: string): Promise<string | undefined> {
  const [row] = await sql<{ name: string }[]>`select name from exchange.subject where subject_id = ${code}`;
  return row?.name;
}

/** How many leaves of a node are verified. */
export async function verifiedSize(sql: Sql, node = '330000'): Promise<number> {
  const [row] = await sql<{ size: number }[]>`select verified_size as size from node_state where node = ${node}`;
  return row?.size ?? -1;
}

/** Why messages are in quarantine, in the order in which they came. */
export async function quarantineReasons(sql: Sql): Promise<string[]> {
  const rows = await sql<{ reason: string }[]>`select reason from quarantine order by id`;
  return rows.map(({ reason }) => reason);
}

/** Repairs in the order in which they were found. */
export async function repairs(
  sql: Sql,
): Promise<{ kind: string; fromIndex: number; toIndex: number; how: string | null }[]> {
  const rows = await sql<{ kind: string; fromIndex: number; toIndex: number; how: string | null }[]>`
    select kind, from_index as "fromIndex", to_index as "toIndex", how from repair order by id`;
  return rows.map((row) => ({ ...row }));
}

/** What the roll-up status says stands in the way, and whether the province is stopped. */
export async function troubleOf(sql: Sql, node = '330000'): Promise<{ trouble: string | null; isStopped: boolean }> {
  const [row] = await sql<{ trouble: string | null; isStopped: boolean }[]>`
    select trouble, stopped_at_ms is not null as "isStopped" from node_contact join node_state using (node) where node = ${node}`;
  if (!row) throw new Error(`${node} is not enrolled`);
  return { ...row };
}
