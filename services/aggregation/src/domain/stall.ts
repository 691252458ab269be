/** What is seen of a province's progress by one process. */
export interface ProgressFacts {
  /** Nothing is applied to it on purpose. */
  isStopped: boolean;
  /** Leaves published and not applied. */
  lagLeaves: number;
  /** Since when leaves wait and none was applied, milliseconds since the epoch. */
  behindSinceMs: number;
  /** When something was last applied, milliseconds since the epoch; 0 for never. */
  verifiedAtMs: number;
  /** Whether the consumer believes itself a member of its group. */
  isConnected: boolean;
  /** Milliseconds since Kafka last answered it. */
  silentForMs: number;
  /** Milliseconds for which it has had the batch at hand. */
  busyForMs: number;
}

/** Nothing moves though something waits. */
export interface Stall {
  /** Milliseconds since the epoch. */
  sinceMs: number;
  /** In words. */
  reason: string;
}

/**
 * Whether a province is stalled: leaves that it has published, or messages at hand, wait for `stallAfterMs` and nothing is
 * applied; or the consumer believes that it is connected and has heard nothing for as long.
 */
export function findStall(
  facts: ProgressFacts,
  { nowMs, stallAfterMs }: { nowMs: number; stallAfterMs: number },
): Stall | undefined {
  if (facts.isStopped) return undefined;
  const { lagLeaves, behindSinceMs, verifiedAtMs, isConnected, silentForMs, busyForMs } = facts;
  if (lagLeaves > 0 && nowMs - behindSinceMs >= stallAfterMs) {
    return {
      sinceMs: behindSinceMs,
      reason: `${lagLeaves} 条已公示而未能采用 (published leaves wait and none is applied)`,
    };
  }
  if (busyForMs >= stallAfterMs && nowMs - verifiedAtMs >= stallAfterMs) {
    return {
      sinceMs: Math.round(nowMs - busyForMs),
      reason: '消息已收到而未能采用 (messages are at hand and not applied)',
    };
  }
  if (isConnected && silentForMs >= stallAfterMs) {
    return {
      sinceMs: Math.round(nowMs - silentForMs),
      reason: '消费者未收到 Kafka 应答 (Kafka does not answer the consumer)',
    };
  }
  return undefined;
}
