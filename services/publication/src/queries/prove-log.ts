import type { ProvedLog } from '@necips/exchange';
import { ServiceError } from '@necips/runtime';
import { readTile, tileHashReader } from '@necips/tlog';
import type { Context } from '../context.ts';
import { tileStore } from '../store/log-tile.ts';
import { findReceipt } from '../store/receipt.ts';
import { findSignedCheckpoint } from './find-signed-root.ts';
import { getTree } from './get-tree.ts';

type Needs = Pick<Context, 'node' | 'reading' | 'served'>;

/**
 * This node's log – the newest, or that generation – ready for proofs: under the checkpoint that the centre has cosigned if it covers the leaf, else under the
 * newest one. Throws `not_found` for another node or a leaf that is not signed yet.
 */
export async function proveLog(context: Needs, node: string, leafIndex: number, wanted?: number): Promise<ProvedLog> {
  const { reading } = context;
  if (node !== context.node) throw noSuchLeaf(node, leafIndex);
  const { generation, size: newestSize, checkpoint: newest } = await getTree(context, wanted);
  if (leafIndex >= newestSize) throw noSuchLeaf(node, leafIndex);
  const cosigned = await findCosigned(context, { generation, size: newestSize }, leafIndex);
  const { size, checkpoint } = cosigned ?? { size: newestSize, checkpoint: newest };
  const store = tileStore(reading, { node, generation });
  return {
    generation,
    size,
    checkpoint,
    // The stored tree is that of the newest checkpoint; tiles of an earlier one are parts of its tiles.
    hashes: tileHashReader((tile) => readTile(store, newestSize, tile), size),
  };
}

/** The checkpoint of the centre's newest receipt, unless it does not cover the leaf or is not one of ours. */
async function findCosigned(
  { node, reading }: Needs,
  { generation, size: newestSize }: { generation: number; size: number },
  leafIndex: number,
): Promise<{ size: number; checkpoint: string } | undefined> {
  const receipt = await findReceipt(reading, generation);
  if (!receipt || receipt.verifiedSize <= leafIndex || receipt.verifiedSize > newestSize) return undefined;
  const { verifiedSize: size, cosignedCheckpoint: checkpoint } = receipt;
  const ours = await findSignedCheckpoint(reading, { node, generation, size });
  return ours !== undefined && checkpoint.startsWith(ours) ? { size, checkpoint } : undefined;
}

function noSuchLeaf(node: string, index: number): ServiceError {
  return new ServiceError('not_found', `节点 ${node} 没有已签名的第 ${index} 叶 (no such leaf is signed)`, {
    reason: 'no_such_leaf',
  });
}
