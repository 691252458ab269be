import { decodeLeaf, LEAF_BYTES } from '@necips/tlog';
import type { LogPosition } from '../../copy/change.ts';
import { formatPseudonym } from '../../copy/pseudonym.ts';
import { closeDifference, openDifference } from '../differences/difference-store.ts';
import { SOURCE_LEAVES_MAX } from '../leaves/leaf-source.ts';
import type { PatrolContext } from '../patrolled-log.ts';

/**
 * Deletes notes that hide a record ahead of its withdrawing leaf, where that leaf is applied already or, as the source shows it, is
 * no withdrawal of that record. Returns how many; throws where the source cannot be asked.
 */
export async function sweepHidden(context: PatrolContext, position: LogPosition, signal: AbortSignal): Promise<number> {
  const { sql, log, events } = context;
  const rows = await sql<HiddenRow[]>`
    select generation, pseudonym, leaf_index as "leafIndex" from exchange.hidden where node = ${log.node}`;
  if (rows.length === 0) return 0;
  const size = (await log.state.read(sql))?.size ?? 0;
  const ahead = rows.filter(({ generation, leafIndex }) => generation === position.generation && leafIndex >= size);
  const withdrawn = new Set<string>();
  for (let i = 0; i < ahead.length; i += SOURCE_LEAVES_MAX) {
    const indexes = ahead.slice(i, i + SOURCE_LEAVES_MAX).map(({ leafIndex }) => leafIndex);
    for (const { leafIndex, leaf } of await log.source.readLeaves(position.generation, indexes, signal)) {
      const pseudonym = withdrawnBy(leaf);
      if (pseudonym) withdrawn.add(`${pseudonym}/${leafIndex}`);
    }
  }
  const isTrue = (row: HiddenRow) => ahead.includes(row) && withdrawn.has(`${row.pseudonym}/${row.leafIndex}`);
  const suspects = rows.filter((row) => row.generation <= position.generation && !isTrue(row));
  let found = 0;
  for (const { generation, pseudonym, leafIndex } of suspects) {
    const isDeleted = await sql.begin(async (tx) => {
      await log.state.read(tx, { lock: true });
      const deleted = await tx`
        delete from exchange.hidden where node = ${log.node} and generation = ${generation} and pseudonym = ${pseudonym}
          and leaf_index = ${leafIndex} returning leaf_index`;
      if (deleted.length === 0) return false;
      await openDifference(tx, position, { kind: 'hidden_false', leafIndex, oldDigest: null });
      await closeDifference(tx, position, {
        kind: 'hidden_false',
        leafIndex,
        how: 'source',
        bytesMoved: LEAF_BYTES,
        newDigest: null,
      });
      return true;
    });
    if (!isDeleted) continue;
    found += 1;
    events.differenceFound(log.node, { kind: 'hidden_false', leafIndex });
    events.differenceMended(log.node, { kind: 'hidden_false', leafIndex, how: 'source' });
  }
  return found;
}

/** The pseudonym that a leaf withdraws, as the text of a uuid; undefined for any other leaf. */
function withdrawnBy(leaf: Uint8Array): string | undefined {
  try {
    const { op, pseudonym } = decodeLeaf(leaf);
    return op === 'withdraw' ? formatPseudonym(pseudonym) : undefined;
  } catch {
    return undefined;
  }
}

interface HiddenRow {
  generation: number;
  pseudonym: string;
  leafIndex: number;
}
