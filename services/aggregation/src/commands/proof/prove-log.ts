import type { ProvedLog } from '@necips/exchange';
import { ServiceError } from '@necips/runtime';
import { tileHashReader } from '@necips/tlog';
import type { Context } from '../../context.ts';
import { findVerifiedHead } from '../../queries/get-verified-head.ts';
import { storedTile } from '../../queries/stored-tile.ts';
import { deleteTileRoots } from '../../store/tile-root.ts';
import { keepTileRoots } from './keep-tile-roots.ts';

/**
 * A province's log – the newest, or that generation – as it is verified here, ready for proofs; its checkpoint is cosigned where the centre has a key. Throws
 * `not_found` for a node that is not enrolled or a leaf that is not verified, `unavailable` while too many tiles are missing.
 */
export async function proveLog(
  context: Pick<Context, 'reading' | 'key' | 'proofs' | 'now'>,
  node: string,
  leafIndex: number,
  wanted?: number,
): Promise<ProvedLog> {
  const { reading, key, now } = context;
  const head = await findVerifiedHead(context, node, wanted);
  if (!head || leafIndex >= head.size) {
    throw new ServiceError('not_found', `节点 ${node} 没有已核验的第 ${leafIndex} 叶 (no such leaf is verified)`, {
      reason: 'no_such_leaf',
    });
  }
  const { generation, size, checkpoint } = head;
  const log = { node, generation, size };
  await keepTileRoots(context, log);
  return {
    generation,
    size,
    checkpoint: key ? key.cosign(checkpoint, now()) : checkpoint,
    hashes: tileHashReader((tile) => storedTile(reading, log, tile), size),
    forget: () => deleteTileRoots(reading, log),
  };
}
