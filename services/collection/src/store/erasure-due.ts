import type { Executor, Transaction } from '@necips/runtime';

/** A table out of which content was deleted and whose files still hold it. */
export interface DueTable {
  table: string;
  /** Rises with every deletion. */
  marks: number;
}

/** Notes that content was deleted out of these tables. */
export async function markErasureDue(tx: Transaction, tables: readonly string[], at: Date): Promise<void> {
  await tx`
    insert into erasure_due (table_name, since) select name, ${at} from unnest(${[...tables]}::text[]) as name
    order by name on conflict (table_name) do update set marks = erasure_due.marks + 1`;
}

/** The tables out of which something was deleted before an instant. */
export async function readErasureDue(sql: Executor, before: Date): Promise<DueTable[]> {
  return await sql<DueTable[]>`
    select table_name as table, marks from erasure_due where since <= ${before} order by table_name`;
}

/** Forgets tables that were rewritten, but for those out of which something was deleted since they were read. */
export async function clearErasureDue(sql: Executor, rewritten: readonly DueTable[]): Promise<void> {
  for (const { table, marks } of rewritten) {
    await sql`delete from erasure_due where table_name = ${table} and marks = ${marks}`;
  }
}
