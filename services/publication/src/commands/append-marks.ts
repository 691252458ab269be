import { appendLogBatch } from '@necips/exchange';
import { inOneGo, type Transaction } from '@necips/runtime';
import { leafHash } from '@necips/tlog';
import type { Context } from '../context.ts';
import { joinLeaves } from '../domain/assign-leaves.ts';
import { type SignedTree, signTree } from '../domain/signed-tree.ts';
import { lockLogState, updateLogState } from '../store/log-state.ts';
import { insertTiles } from '../store/log-tile.ts';
import { writeSignedMark } from '../store/signed-mark.ts';
import { extendedElsewhere } from './append-leaves.ts';
import type { OpenLog } from './open-log.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'stateFile' | 'served' | 'now'>;

/**
 * Appends, as a batch of its own, leaves that change nothing in what is shown: of the log itself, or what an older one said. `make` gives
 * them for the place and time that they get, and what else belongs to the transaction; then mark and checkpoint follow as always.
 * Where it throws, `log` must be opened again.
 */
export async function appendMarks(
  { sql, node, stateFile, served, now }: Needs,
  { generation, writer, signer }: OpenLog,
  make: (tx: Transaction, place: { firstIndex: number; timeMs: number }) => Promise<Marks>,
): Promise<SignedTree> {
  const tree = await sql.begin(async (tx) => {
    const state = await lockLogState(tx, generation);
    if (state.size !== writer.size) throw extendedElsewhere();
    const firstIndex = state.size;
    const timeMs = Math.max(now(), state.lastLeafTimeMs);
    const { leaves, along } = await make(tx, { firstIndex, timeMs });
    writer.appendMany(leaves.map(leafHash));
    const signed = signTree(signer, { generation, size: writer.size, root: writer.root() }, new Date(timeMs));
    const { checkpoint } = signed;
    const batch = { node, generation, firstIndex, checkpoint, leafCount: leaves.length, collectedAtMs: timeMs };
    await inOneGo([
      appendLogBatch(tx, { ...batch, leaves: joinLeaves(leaves) }),
      insertTiles(tx, generation, writer.takeFullTiles()),
      updateLogState(tx, signed, timeMs),
      along(signed),
    ]);
    return signed;
  });
  await writeSignedMark(stateFile, { ...tree, origin: signer.name });
  served.serve(tree);
  return tree;
}

interface Marks {
  /** 98 bytes each. */
  leaves: Uint8Array[];
  /** What else is written in the transaction. */
  along: (tree: SignedTree) => Promise<unknown>;
}
