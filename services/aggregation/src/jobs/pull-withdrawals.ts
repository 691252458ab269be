import { setTimeout as delay } from 'node:timers/promises';
import { hideWithdrawn } from '../commands/batches/hide-withdrawn.ts';
import type { Context } from '../context.ts';
import { verifyWithdrawals } from '../domain/verify-withdrawals.ts';
import type { Province } from '../province.ts';

/** Between two attempts at a province that does not answer. */
const RETRY_MS_MAX = 5_000;

type Needs = Pick<Context, 'sql' | 'events' | 'pace' | 'now'>;

/**
 * Asks a province at a steady pace what it has withdrawn beyond what is verified here, so that a withdrawal reaches the centre's
 * readers whatever else is on its way: while a backlog is applied, while Kafka is away, and while the province is stopped. It
 * begins at the verified size whenever it starts; acting on a withdrawal twice changes nothing. Runs until disposed.
 */
export function pullWithdrawals(context: Needs, province: Province): AsyncDisposable {
  const closing = new AbortController();
  const running = keepPulling(context, province, closing.signal);
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}

async function keepPulling(context: Needs, province: Province, signal: AbortSignal): Promise<void> {
  const { withdrawalIntervalMs } = context.pace;
  let position: Position = { generation: 0, next: 0 };
  let failures = 0;
  // Provinces are not all asked at the same moment.
  let pauseMs = Math.random() * withdrawalIntervalMs;
  while (!signal.aborted) {
    await delay(pauseMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      const next = await pullOnce(context, province, position, signal);
      // A full answer may not be all.
      pauseMs = next.isAll ? withdrawalIntervalMs : 0;
      position = next.position;
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (failures === 0) context.events.withdrawalsNotPulled(province.node.code, error);
      failures += 1;
      pauseMs = Math.max(withdrawalIntervalMs, Math.min(RETRY_MS_MAX, withdrawalIntervalMs * failures));
    }
  }
}

async function pullOnce(
  context: Needs,
  province: Province,
  position: Position,
  signal: AbortSignal,
): Promise<{ position: Position; isAll: boolean }> {
  const node = province.node.code;
  const { generation, size, keys } = await province.tail();
  const fromIndex = position.generation === generation ? Math.max(position.next, size) : size;
  const sent = await province.bulkLog.listWithdrawals({ generation, fromIndex }, signal);
  // A province that has signed nothing yet has withdrawn nothing.
  if (sent.checkpoint === '') return { position: { generation, next: fromIndex }, isAll: true };
  const proven = verifyWithdrawals(keys, sent);
  const shown = await hideWithdrawn(context, node, generation, proven.hidden);
  if (proven.hidden.length > 0) context.events.recordsHidden(node, { withdrawals: proven.hidden.length, shown });
  const last = proven.hidden.at(-1);
  return last
    ? { position: { generation, next: last.leafIndex + 1 }, isAll: false }
    : { position: { generation, next: Math.max(fromIndex, proven.size) }, isAll: true };
}

/** Up to which leaf of which log the province was asked. */
interface Position {
  generation: number;
  next: number;
}
