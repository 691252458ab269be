import { ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { Province } from '../../province.ts';
import { deleteWithheld } from '../../store/withheld.ts';
import { catchUp } from '../batches/catch-up.ts';
import { hearCheckpoint } from '../proof/hear-checkpoint.ts';

/**
 * Brings a province's copy up to the province's own newest checkpoint, every withdrawal on the way applied, and then shows it
 * again. Throws `unavailable` while the province cannot be reached or is itself being restored.
 */
export async function replaySinceBackup(
  context: Pick<Context, 'sql' | 'events' | 'limits' | 'repairs' | 'withholding' | 'now'>,
  province: Province,
  signal: AbortSignal,
): Promise<void> {
  const { code } = province.node;
  const { withheld, publishedSize, generation } = await province.bulkLog.status(signal);
  if (withheld) throw notYet(`该节点自身正在恢复：${withheld}`);
  const { generation: here } = await province.tail();
  if (generation !== here)
    throw notYet(`该节点为第 ${generation} 代日志，此处为第 ${here} 代 (another generation of the log)`);
  const size = Math.max(publishedSize, await hearCheckpoint(context, province, signal));
  await province.exclusive(() => catchUp(context, province, { kind: 'behind', toIndex: size }, signal));
  province.forget();
  const { tail } = await province.state();
  if (tail.size < size) throw notYet(`已核验 ${tail.size} 条，共 ${size} 条 (${tail.size} of ${size} leaves verified)`);
  // What still stands in the log before may have been withdrawn there.
  if (tail.following?.isCarriedOver === false) throw notYet('新一代日志尚未接续完毕 (not all is carried over)');
  await deleteWithheld(context.sql, code);
  context.withholding.release(code);
}

function notYet(why: string): ServiceError {
  return new ServiceError('unavailable', `备份之后的撤下尚未重放完毕：${why}`, { reason: 'restoring' });
}
