import type { Executor } from '@necips/runtime';

/** Why a stretch had to be read from the province. */
export type RepairKind = 'gap' | 'refused' | 'behind';

/** Repairs kept of each node, the newest: it is for the node to say how often it leaves something out. */
const REPAIRS_KEPT_MAX = 10_000;

/** Opens a repair, or widens the one that is open. */
export async function openRepair(
  sql: Executor,
  { node, kind, fromIndex, toIndex }: { node: string; kind: RepairKind; fromIndex: number; toIndex: number },
): Promise<void> {
  await sql`
    insert into repair (node, kind, from_index, to_index, found_at)
    values (${node}, ${kind}, ${fromIndex}, ${toIndex}, now())
    on conflict (node) where mended_at is null do update
      set from_index = least(repair.from_index, excluded.from_index), to_index = greatest(repair.to_index, excluded.to_index)`;
}

/** Closes what is open of a log that has ended. */
export async function closeEndedRepair(sql: Executor, node: string): Promise<void> {
  await sql`update repair set mended_at = now(), how = 'log_ended' where node = ${node} and mended_at is null`;
}

/** Closes the open repair if everything that it was about is verified now. Returns the stretch that was mended. */
export async function closeRepair(
  sql: Executor,
  { node, verifiedSize, how }: { node: string; verifiedSize: number; how: 'bulk_read' | 'kafka' },
): Promise<{ fromIndex: number; toIndex: number } | undefined> {
  const [row] = await sql<{ fromIndex: number; toIndex: number }[]>`
    update repair set mended_at = now(), how = ${how}
    where node = ${node} and mended_at is null and to_index <= ${verifiedSize}
    returning from_index as "fromIndex", to_index as "toIndex"`;
  if (row) {
    await sql`
      delete from repair where node = ${node} and id <=
        (select id from repair where node = ${node} order by id desc offset ${REPAIRS_KEPT_MAX} limit 1)`;
  }
  return row;
}
