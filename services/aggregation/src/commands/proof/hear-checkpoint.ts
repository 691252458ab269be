import type { Context } from '../../context.ts';
import type { Province } from '../../province.ts';
import { updateHeard } from '../../store/node-contact.ts';
import { closeRepair } from '../../store/repair.ts';
import { noteTrouble } from '../status/note-trouble.ts';
import { proveAgainstApplied, proveCheckpoint } from './prove-checkpoint.ts';

const SHRUNK = '公示的日志比已核验的短 (the public log is shorter than what is verified)';

/**
 * Pulls and proves a province's public checkpoint and notes how much it has published. Returns that size, 0 where it has not
 * signed anything. Throws as `proveCheckpoint` does, and `unavailable` where the log cannot be read.
 */
export async function hearCheckpoint(
  context: Pick<Context, 'sql' | 'events' | 'now'>,
  province: Province,
  signal: AbortSignal,
): Promise<number> {
  const node = province.node.code;
  // Before the log is asked: what is applied meanwhile is no sign that it shrank.
  const { size: verifiedSize } = await province.tail();
  const note = await province.publicLog.checkpoint(signal);
  const size = note === undefined ? 0 : (await proveCheckpoint(context, province, note)).size;
  await updateHeard(context.sql, node, {
    checkpointAtMs: context.now(),
    ...(note !== undefined && { published: { size, checkpoint: note } }),
  });
  await noteTrouble(context, province, 'shrunk', size < verifiedSize ? SHRUNK : null);
  if (province.doubtfulNote) await proveAgainstApplied(context, province, province.doubtfulNote);
  // A repair may have been overtaken by what was on its way already.
  const mended = await closeRepair(context.sql, { node, verifiedSize: (await province.tail()).size, how: 'kafka' });
  if (mended) context.events.repairMended(node, mended);
  return size;
}
