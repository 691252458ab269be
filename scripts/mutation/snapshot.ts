import type { Level, Place } from './place.ts';

/** Digest of every row that must be the same again, by `table|key`. */
export type Snapshot = ReadonlyMap<string, string>;

/**
 * What a copy must be again, read by plain SQL that knows nothing of the patrol: every column of every row, but for instants and
 * ids that only operation writes, and the successor of a superseded leaf: any later leaf with the same pseudonym is right.
 */
export async function takeSnapshot({ sql, level, nodes }: Pick<Place, 'sql' | 'level' | 'nodes'>): Promise<Snapshot> {
  const rows = await sql.begin('isolation level repeatable read read only', (tx) =>
    tx.unsafe<{ row: string; digest: string }[]>(QUERIES[level], [nodes]),
  );
  return new Map((rows as unknown as { row: string; digest: string }[]).map(({ row, digest }) => [row, digest]));
}

/** Rows that are missing, extra or different. */
export function differingRows(before: Snapshot, after: Snapshot): Set<string> {
  const differing = new Set<string>();
  for (const [row, digest] of before) if (after.get(row) !== digest) differing.add(row);
  for (const row of after.keys()) if (!before.has(row)) differing.add(row);
  return differing;
}

/** Two snapshots that are equal, taken one after the other: nothing is under way. Throws where it never comes to rest. */
export async function settledSnapshots(
  places: readonly Place[],
  giveUpAfterMs: number,
): Promise<Map<string, Snapshot>> {
  const deadline = Date.now() + giveUpAfterMs;
  for (let before = await snapshots(places); ; ) {
    await new Promise((resolve) => setTimeout(resolve, SETTLED_AFTER_MS));
    const after = await snapshots(places);
    if (places.every(({ name }) => differingRows(before.get(name) ?? NONE, after.get(name) ?? NONE).size === 0))
      return after;
    if (Date.now() > deadline) throw new Error('the federation does not come to rest');
    before = after;
  }
}

async function snapshots(places: readonly Place[]): Promise<Map<string, Snapshot>> {
  return new Map(await Promise.all(places.map(async (place) => [place.name, await takeSnapshot(place)] as const)));
}

const NONE: Snapshot = new Map();
const SETTLED_AFTER_MS = 1_500;

/** Bytes 2 … 17 of a leaf are its pseudonym. */
function pseudonymAt(index: string): string {
  return `(select substring(b.leaves from (98 * (${index} - b.first_index) + 3)::integer for 16) from exchange.log_batch b
    where b.node = s.node and b.generation = s.generation and b.first_index <= ${index}
      and b.first_index + b.leaf_count > ${index} order by b.first_index desc limit 1)`;
}

const COPY = `
  select concat_ws('|', 'record', t.node, t.record_id) as row, md5(t::text) as digest from exchange.record t where t.node = any($1)
  union all
  select concat_ws('|', 'content', t.node, t.generation, t.leaf_index), md5(t::text) from exchange.record_content t where t.node = any($1)
  union all
  select concat_ws('|', 'subject', t.subject_id), md5(t::text) from exchange.subject t
  union all
  select concat_ws('|', 'batch', t.node, t.generation, t.first_index), md5(concat_ws('|', t.leaf_count, t.leaves, t.checkpoint))
  from exchange.log_batch t where t.node = any($1)
  union all
  select concat_ws('|', 'superseded', s.node, s.generation, s.leaf_index),
    case when s.successor_index > s.leaf_index and ${pseudonymAt('s.leaf_index')} = ${pseudonymAt('s.successor_index')}
      then 'right' else 'wrong ' || s.successor_index end
  from exchange.superseded s where s.node = any($1)
  union all
  select concat_ws('|', 'hidden', t.node, t.generation, t.pseudonym), md5(t::text) from exchange.hidden t where t.node = any($1)
  union all
  select concat_ws('|', 'tombstone', t.node, t.tombstone), md5(t::text) from exchange.tombstone t where t.node = any($1)`;

const QUERIES: Record<Level, string> = {
  centre: `${COPY}
    union all
    select concat_ws('|', 'state', t.node), md5(concat_ws('|', t.generation, t.verified_size, t.compact_range, t.root, t.checkpoint,
      t.last_leaf_time_ms, t.stopped_at_ms is null)) from public.node_state t where t.node = any($1)`,
  publication: `${COPY}
    union all
    select concat_ws('|', 'state', t.generation), md5(concat_ws('|', t.size, t.root, t.last_leaf_time_ms, t.checkpoint))
    from public.log_state t
    union all
    select concat_ws('|', 'tile', t.generation, t.level, t.tile_index), md5(concat_ws('|', t.hashes, t.root)) from public.log_tile t`,
};
