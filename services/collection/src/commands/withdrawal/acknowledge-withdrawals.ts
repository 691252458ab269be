import { feedIncarnation, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { HIDDEN_CHANNEL, RECORD_FEED } from '../../domain/record-feed.ts';
import { readFeedSequence } from '../../store/version/record-versions.ts';
import { lockAcknowledgement, noteAcknowledged } from '../../store/withdrawal/withdrawal-readers.ts';
import { settleWithdrawals } from '../../store/withdrawal/withdrawals.ts';

/**
 * Notes that the feed's reader no longer shows what was withdrawn up to a sequence number; the acts that this completes are
 * hidden from then on. Throws `precondition`, reason `feed_diverged`, where that is not this feed's.
 */
export async function acknowledgeWithdrawals(
  { sql, now, events }: Pick<Context, 'sql' | 'now' | 'events'>,
  said: { incarnation: string; sequence: number; account: string },
): Promise<void> {
  const hidden = await sql.begin(async (tx) => {
    const isThisFeed = said.incarnation === (await feedIncarnation(tx, RECORD_FEED));
    if (!isThisFeed || said.sequence > (await readFeedSequence(tx))) throw diverged();
    await lockAcknowledgement(tx);
    const at = new Date(now());
    const acknowledged = await noteAcknowledged(tx, RECORD_FEED, { ...said, at });
    const settled = await settleWithdrawals(tx, acknowledged, at);
    await tx`select pg_notify(${HIDDEN_CHANNEL}, '')`;
    return settled;
  });
  for (const withdrawalId of hidden) events.withdrawalHidden(withdrawalId);
}

function diverged(): ServiceError {
  return new ServiceError('precondition', '所确认的序号不属于本变更流 (what is acknowledged is not of this feed)', {
    reason: 'feed_diverged',
  });
}
