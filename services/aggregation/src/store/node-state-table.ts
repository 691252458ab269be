import type { LogStateTable, StoredLogState } from '@necips/exchange';

/** The row of a province in node_state as the patrol reads it, whatever may have become of it, and writes it anew. */
export function nodeStateTable(node: string): LogStateTable {
  return {
    async read(executor, { lock } = { lock: false }) {
      const [row] = await executor<StoredLogState[]>`
        select generation, verified_size as size, root, checkpoint, last_leaf_time_ms as "lastLeafTimeMs",
          compact_range as "compactRange"
        from node_state where node = ${node} ${lock ? executor`for update` : executor``}`;
      return row;
    },
    async write(tx, { generation, size, root, checkpoint, lastLeafTimeMs, range }) {
      await tx`
        insert into node_state (node, generation, verified_size, compact_range, root, checkpoint, verified_at_ms,
          last_leaf_time_ms)
        values (${node}, ${generation}, ${size}, ${Buffer.from(range.toBytes())}, ${Buffer.from(root)}, ${checkpoint},
          (extract(epoch from now()) * 1000)::bigint, ${lastLeafTimeMs})
        on conflict (node) do update set generation = excluded.generation, verified_size = excluded.verified_size,
          compact_range = excluded.compact_range, root = excluded.root, checkpoint = excluded.checkpoint,
          last_leaf_time_ms = excluded.last_leaf_time_ms`;
    },
  };
}
