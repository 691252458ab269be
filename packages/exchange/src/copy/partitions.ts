import assert from 'node:assert/strict';
import type { Sql } from '@necips/runtime';

const PARTITIONED = ['record', 'record_content'] as const;

const BODY_COLUMNS = ['salt', 'head', 'public_part', 'restricted_part'];

// Any fixed number: two makers of partitions must take turns.
const PARTITION_LOCK = 19_870_418;

/** Creates the partitions that hold a province's records and their content. Harmless when repeated or run twice at once. */
export async function ensureNodePartition(sql: Sql, node: string): Promise<void> {
  assert(/^\d{6}$/.test(node), 'A node code has six digits.');
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${PARTITION_LOCK})`;
    for (const parent of PARTITIONED) {
      const partition = `exchange.${parent}_${node}`;
      const [found] = await tx<{ made: boolean }[]>`select to_regclass(${partition}) is not null as made`;
      if (found?.made) continue;
      // Attaching a table leaves the readers and writers of other provinces alone; `create … partition of` waits for all.
      await tx.unsafe(`create table ${partition} (like exchange.${parent} including all)`);
      // Statistics would quote bodies; a partition does not inherit that there are none.
      for (const name of parent === 'record_content' ? BODY_COLUMNS : [])
        await tx.unsafe(`alter table ${partition} alter column ${name} set statistics 0`);
      await tx.unsafe(`alter table exchange.${parent} attach partition ${partition} for values in ('${node}')`);
    }
  });
}
