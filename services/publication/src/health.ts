import type { BatchConsumer, Health, Sql } from '@necips/runtime';
import type { FeedFollower } from './consumers/collection-feed.ts';
import { describeStop } from './domain/notice.ts';
import type { Kept } from './keep-running.ts';
import type { ServedLog } from './served-log.ts';
import { findNotice } from './store/notice.ts';

/**
 * What readiness says. Without its database the service can do nothing; without the right to sign it must not look well,
 * though it goes on serving reads. Collection and Kafka may be away for days, and the centre may have stopped this node: that is shown, and takes nothing
 * away from the public.
 */
export function addChecks(health: Health, { reading, served, follower, relay, inbound }: Checked): void {
  health.add('database', async () => void (await reading`select 1`));
  health.add('signing', () => follower.requireSigning());
  health.add('feed', () => follower.requireConnected(), { degradesOnly: true });
  health.add(
    'centre',
    async () => {
      const { generation } = served.tree ?? {};
      const stop = generation === undefined ? undefined : describeStop(await findNotice(reading, generation));
      if (stop) throw new Error(stop);
    },
    { degradesOnly: true },
  );
  health.add(
    'kafka',
    () => {
      if (relay.fault !== undefined) throw new Error(relay.fault);
      if (!inbound.connected) throw new Error('未连接联邦 Kafka (not connected to the federation)');
    },
    { degradesOnly: true },
  );
}

interface Checked {
  reading: Sql;
  served: ServedLog;
  follower: FeedFollower;
  relay: Kept;
  inbound: BatchConsumer;
}
