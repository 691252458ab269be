import { readLeaves } from '@necips/exchange';
import { inclusionProof, readTile, tileHashReader } from '@necips/tlog';
import type { Context } from '../context.ts';
import type { SignedTree } from '../domain/signed-tree.ts';
import { tileStore } from '../store/log-tile.ts';
import { listWithdrawingLeaves } from '../store/withdrawing-leaf.ts';

/** A withdrawing leaf, and the proof that it stands under the checkpoint that was asked for. */
export interface ProvenWithdrawal {
  leafIndex: number;
  /** 98 bytes. */
  leaf: Uint8Array;
  /** RFC 6962 audit path, 32 bytes each. */
  inclusionProof: Uint8Array[];
}

/** Withdrawing leaves under a signed tree from an index on, in log order, at most `limit`, each with its inclusion proof. */
export async function listWithdrawals(
  { node, reading }: Pick<Context, 'node' | 'reading'>,
  { generation, size }: SignedTree,
  { fromIndex, limit }: { fromIndex: number; limit: number },
): Promise<ProvenWithdrawal[]> {
  const log = { node, generation };
  const indexes = await listWithdrawingLeaves(reading, { ...log, fromIndex, toIndex: size, limit });
  const tiles = tileStore(reading, log);
  const reader = tileHashReader((tile) => readTile(tiles, size, tile), size);
  const withdrawals: ProvenWithdrawal[] = [];
  for (const leafIndex of indexes) {
    const [leaf] = await readLeaves(reading, { ...log, from: leafIndex, to: leafIndex + 1 });
    if (!leaf) throw new Error(`leaf ${leafIndex} is not stored`);
    withdrawals.push({ leafIndex, leaf, inclusionProof: await inclusionProof(leafIndex, size, reader) });
  }
  return withdrawals;
}
