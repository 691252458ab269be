import type { LogStateTable, StoredLogState } from '@necips/exchange';

/** The newest row of log_state as the patrol reads it, whatever may have become of it, and writes it anew. */
export const LOG_STATE_TABLE: LogStateTable = {
  async read(executor, { lock } = { lock: false }) {
    // The checkpoint bears the time of its last leaf; where it does not, the row's time is as good as none.
    const [row] = await executor<StoredLogState[]>`
      select generation, size, root, checkpoint,
        case when size = 0 or (extract(epoch from checkpoint_at) * 1000)::bigint = last_leaf_time_ms
          then last_leaf_time_ms else -1 end as "lastLeafTimeMs"
      from log_state order by generation desc limit 1 ${lock ? executor`for update` : executor``}`;
    return row;
  },
  async write(tx, { generation, size, root, checkpoint, lastLeafTimeMs }) {
    await tx`delete from log_state where generation > ${generation} or generation < 1`;
    await tx`
      insert into log_state (generation, size, root, last_leaf_time_ms, checkpoint, checkpoint_at)
      values (${generation}, ${size}, ${Buffer.from(root)}, ${lastLeafTimeMs}, ${checkpoint}, ${new Date(lastLeafTimeMs)})
      on conflict (generation) do update set size = excluded.size, root = excluded.root,
        last_leaf_time_ms = excluded.last_leaf_time_ms, checkpoint = excluded.checkpoint,
        checkpoint_at = excluded.checkpoint_at`;
  },
};
