import { insertSuperseded, readLeaves, type Superseded } from '@necips/exchange';
import { decodeLogLeaf, LatestLeaves } from '@necips/tlog';
import type { Context } from '../context.ts';
import { deleteRefill, findRefill } from '../store/refill.ts';

/** Leaves read at a time. */
const LEAVES_A_READ = 10_000;

/**
 * Ends a refill: each refilled leaf that says nothing any more gets its row in `superseded`. A batch could not say so itself where
 * its content was gone already: the later leaf came with a later batch. May be repeated; does nothing where no refill is under way.
 */
export async function completeRefill(
  { sql, node }: Pick<Context, 'sql' | 'node'>,
  { generation, size }: { generation: number; size: number },
): Promise<void> {
  const fromIndex = await findRefill(sql, generation);
  if (fromIndex === undefined) return;
  const latest = new LatestLeaves(fromIndex);
  for await (const { leaf } of leavesOf(fromIndex)) latest.add(leaf);
  let superseded: Superseded[] = [];
  const store = () => sql.begin((tx) => insertSuperseded(tx, { node, generation }, superseded));
  for await (const { leaf, leafIndex } of leavesOf(fromIndex)) {
    const said = decodeLogLeaf(leaf);
    const successorIndex = said.op === 'publish' ? latest.laterThan(leafIndex, said.pseudonym) : undefined;
    if (successorIndex !== undefined && successorIndex > leafIndex) superseded.push({ leafIndex, successorIndex });
    if (superseded.length < LEAVES_A_READ) continue;
    await store();
    superseded = [];
  }
  await store();
  await sql.begin((tx) => deleteRefill(tx, generation));

  async function* leavesOf(start: number) {
    for (let from = start; from < size; from += LEAVES_A_READ) {
      const leaves = await readLeaves(sql, { node, generation, from, to: Math.min(size, from + LEAVES_A_READ) });
      for (const [i, leaf] of leaves.entries()) yield { leaf, leafIndex: from + i };
    }
  }
}
