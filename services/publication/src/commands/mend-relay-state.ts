import { closeDifference, openDifference } from '@necips/exchange';
import type { Context } from '../context.ts';
import { LOG_STATE_TABLE } from '../store/log-state-table.ts';

/**
 * Brings the place of the relay back onto the log: not beyond its end, not behind what the centre has verified, and none of another
 * generation. What lies between is as good as any other: leaves that are relayed again are passed over. Returns how many rows were
 * wrong.
 */
export async function mendRelayState(
  { sql, node }: Pick<Context, 'sql' | 'node'>,
  generation: number,
): Promise<number> {
  return sql.begin(async (tx) => {
    const state = await LOG_STATE_TABLE.read(tx, { lock: true });
    if (state?.generation !== generation) return 0;
    const { size } = state;
    const mended = await tx`
      with verified as (
        select coalesce((select least(verified_size, ${size}) from receipt where generation = ${generation}), 0) as size),
      extra as (delete from relay_state where generation > ${generation} or generation < 1 returning generation),
      moved as (
        insert into relay_state as stored (generation, relayed_size) select ${generation}, size from verified
        on conflict (generation) do update set relayed_size = (select size from verified)
        where stored.relayed_size > ${size} or stored.relayed_size < (select size from verified)
        returning generation)
      select generation from extra union all select generation from moved`;
    for (const _ of mended) {
      const found = { kind: 'relay_altered', leafIndex: null } as const;
      await openDifference(tx, { node, generation }, { ...found, oldDigest: null });
      await closeDifference(tx, { node, generation }, { ...found, how: 'log', bytesMoved: 0, newDigest: null });
    }
    return mended.length;
  });
}
