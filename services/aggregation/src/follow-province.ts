import { ensureNodePartition } from '@necips/exchange';
import type { BatchConsumer, Bus } from '@necips/runtime';
import { consumePublished } from './consumers/published-batches.ts';
import type { Context } from './context.ts';
import { pullCheckpoint } from './jobs/pull-checkpoint.ts';
import { pullWithdrawals } from './jobs/pull-withdrawals.ts';
import { sendReceipts } from './jobs/send-receipts.ts';
import type { Province } from './province.ts';

/**
 * Everything that goes on about one province: its topic is consumed, its public checkpoint pulled, receipts are sent. It goes on
 * until disposed, whatever fails. Throws where PostgreSQL is away at the start.
 */
export async function followProvince(
  context: Context,
  province: Province,
  { bus, fetchBytesMax }: { bus: Bus; fetchBytesMax: number },
): Promise<FollowedProvince> {
  await ensureNodePartition(context.sql, province.node.code);
  const running = new AsyncDisposableStack();
  running.use(province.bulkLog);
  running.use(sendReceipts(context, province, bus.producer()));
  running.use(pullCheckpoint(context, province));
  running.use(pullWithdrawals(context, province));
  const consumer = bus.consumer(consumePublished(context, province, { fetchBytesMax }));
  running.defer(() => consumer.close());
  context.events.nodeFollowed(province.node.code);
  return {
    province,
    isConnected: () => consumer.connected,
    consumer,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export interface FollowedProvince extends AsyncDisposable {
  readonly province: Province;
  /** Whether its topic is being consumed. */
  isConnected(): boolean;
  readonly consumer: Pick<BatchConsumer, 'connected' | 'silentForMs' | 'busyForMs'>;
}
