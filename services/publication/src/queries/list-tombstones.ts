import type { Context } from '../context.ts';

/** Tombstones of one page. */
const PAGE_TOMBSTONES = 10_000;

/** Lists the tombstones of everything that was lawfully withdrawn here. */
export async function* listTombstones({
  node,
  reading,
}: Pick<Context, 'node' | 'reading'>): AsyncGenerator<{ tombstones: Buffer[] }> {
  for (let after = Buffer.alloc(0); ; ) {
    const rows = await reading<{ tombstone: Buffer }[]>`
      select tombstone from exchange.tombstone where node = ${node} and tombstone > ${after}
      order by tombstone limit ${PAGE_TOMBSTONES}`;
    const last = rows.at(-1);
    if (!last) return;
    yield { tombstones: rows.map(({ tombstone }) => tombstone) };
    after = Buffer.from(last.tombstone);
  }
}
