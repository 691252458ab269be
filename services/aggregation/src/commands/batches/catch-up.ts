import { BatchRefused, REFUSALS } from '@necips/exchange';
import type { Context } from '../../context.ts';
import type { Province } from '../../province.ts';
import { closeRepair, openRepair, type RepairKind } from '../../store/repair.ts';
import { noteTrouble } from '../status/note-trouble.ts';
import { applyBatches, type Received } from './apply-batches.ts';
import { noteFalseBody, stopAtBrokenRule } from './keep-refused-leaves.ts';
import { withFreshTail } from './with-fresh-tail.ts';

/**
 * Reads what is missing from the province itself, up to a size that it has signed, and applies it in the very same way as what
 * comes by Kafka. The repair is written down. Where it fails nothing is lost: it is tried again after growing pauses, whoever
 * asks for it. The caller holds the province's turn (`Province.exclusive`).
 */
export async function catchUp(
  context: Pick<Context, 'sql' | 'events' | 'limits' | 'repairs' | 'now'>,
  province: Province,
  cause: { kind: RepairKind; toIndex: number },
  signal: AbortSignal,
): Promise<void> {
  const { tail, isStopped } = await province.state();
  if (isStopped || tail.size >= cause.toIndex || !province.repairPause.isOver()) return;
  const node = province.node.code;
  await openRepair(context.sql, { node, fromIndex: tail.size, ...cause });
  context.events.repairBegun(node, { ...cause, fromIndex: tail.size });
  try {
    await readUntil(context, province, cause.toIndex, signal);
  } catch (error) {
    if (signal.aborted) return;
    const retryInMs = province.repairPause.failed();
    context.events.repairFailed(node, error, retryInMs);
    await noteTrouble(context, province, 'repair', describe(error));
    return;
  }
  province.repairPause.succeeded();
  await noteTrouble(context, province, 'repair', null);
  const mended = await closeRepair(context.sql, { node, verifiedSize: (await province.tail()).size, how: 'bulk_read' });
  if (mended) context.events.repairMended(node, mended);
}

/** Reads in pieces, and queues again after each: a province far behind keeps no other waiting for longer than a piece takes. */
async function readUntil(
  context: Pick<Context, 'sql' | 'events' | 'limits' | 'repairs' | 'now'>,
  province: Province,
  toIndex: number,
  signal: AbortSignal,
): Promise<void> {
  for (let size = (await province.tail()).size; size < toIndex; ) {
    signal.throwIfAborted();
    const { tail, refused } = await context.repairs.run(() =>
      withFreshTail(province, async () => {
        signal.throwIfAborted();
        const { generation, size: firstIndex } = await province.tail();
        const batches = received(province.bulkLog.read({ generation, firstIndex }, signal));
        return applyBatches(context, province, batches, { stopAtFault: true });
      }),
    );
    const [first] = refused;
    if (first) {
      const {
        received: { batch },
        refusal,
      } = first;
      await stopAtBrokenRule(context, province, { batch, refusal, tail });
      await noteFalseBody(context, province, { batch, refusal, tail });
      throw refusal;
    }
    if (tail.size <= size) throw new Error(`the province sends nothing from leaf ${size} on`);
    size = tail.size;
  }
}

async function* received(batches: AsyncIterable<Received['batch']>): AsyncGenerator<Received> {
  for await (const batch of batches) yield { batch };
}

function describe(error: unknown): string {
  if (error instanceof BatchRefused) return `${REFUSALS[error.reason]}：${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
