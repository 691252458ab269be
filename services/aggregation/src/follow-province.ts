import { ensureNodePartition, keepPatrolling, type Patrol, type PatrolEvents, type PatrolPace } from '@necips/exchange';
import type { BatchConsumer, Bus, Sql } from '@necips/runtime';
import { consumeOutbound } from './consumers/outbound.ts';
import { consumePublished } from './consumers/published-batches.ts';
import type { Context } from './context.ts';
import { pullCheckpoint } from './jobs/pull-checkpoint.ts';
import { pullWithdrawals } from './jobs/pull-withdrawals.ts';
import { replayWithheld } from './jobs/replay.ts';
import { sendReceipts } from './jobs/send-receipts.ts';
import { patrolledProvince } from './patrolled-province.ts';
import type { Province } from './province.ts';

/**
 * Everything that goes on about one province: its topic is consumed, its public checkpoint pulled, receipts are sent, its copy patrolled, what it has
 * for other provinces carried on. It goes on until disposed, whatever fails. Throws where PostgreSQL is away at the start.
 */
export async function followProvince(
  context: Context,
  province: Province,
  { bus, fetchBytesMax, patrol: { sql, events, pace, nodes } }: FollowingMeans,
): Promise<FollowedProvince> {
  await ensureNodePartition(context.sql, province.node.code);
  // From here on all keys of its log are known, not only the one that signs now.
  await province.state();
  const running = new AsyncDisposableStack();
  running.use(province.bulkLog);
  running.use(sendReceipts(context, province, bus.producer()));
  running.use(pullCheckpoint(context, province));
  running.use(pullWithdrawals(context, province));
  running.use(replayWithheld(context, province));
  const log = patrolledProvince(province, nodes);
  const patrol = running.use(keepPatrolling({ sql, log, events }, pace));
  const consumer = bus.consumer(consumePublished(context, province, { fetchBytesMax }));
  running.defer(() => consumer.close());
  // A producer of its own: closing it ends a consumer that waits for an absent broker.
  const carrying = bus.producer();
  const outbound = bus.consumer(consumeOutbound(context, province.node.code, { producer: carrying, fetchBytesMax }));
  running.defer(async () => {
    await carrying.close();
    await outbound.close();
  });
  context.events.nodeFollowed(province.node.code);
  return {
    province,
    patrol,
    isConnected: () => consumer.connected,
    consumer,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export interface FollowedProvince extends AsyncDisposable {
  readonly province: Province;
  readonly patrol: Patrol;
  /** Whether its topic is being consumed. */
  isConnected(): boolean;
  readonly consumer: Pick<BatchConsumer, 'connected' | 'silentForMs' | 'busyForMs'>;
}

/** What following a province needs besides the context. */
export interface FollowingMeans {
  bus: Bus;
  fetchBytesMax: number;
  patrol: { sql: Sql; events: PatrolEvents; pace: PatrolPace; nodes: () => readonly string[] };
}
