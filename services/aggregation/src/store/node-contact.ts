import type { Executor, Sql } from '@necips/runtime';

/** Creates the row of a node that nothing was heard of yet. */
export async function insertNodeContact(sql: Executor, node: string): Promise<void> {
  await sql`
    insert into node_contact (node, received_size, published_size, published_checkpoint) values (${node}, 0, 0, '')`;
}

/**
 * Notes what was heard: a message, a checkpoint, or both. Sizes only grow. Without waiting for the disk: a crash forgets an
 * observation, and the next one comes within seconds.
 */
export async function updateHeard(sql: Sql, node: string, heard: Heard): Promise<void> {
  const { receivedSize = 0, published, messageAtMs = null, checkpointAtMs = null } = heard;
  const publishedSize = published?.size ?? 0;
  await sql.begin(async (tx) => {
    await tx`set local synchronous_commit = off`;
    await tx`
      update node_contact c set
        received_size = greatest(c.received_size, ${receivedSize}),
        published_size = greatest(c.published_size, ${publishedSize}),
        published_checkpoint = case when ${publishedSize}::bigint > c.published_size
          then ${published?.checkpoint ?? ''} else c.published_checkpoint end,
        last_message_at_ms = coalesce(${messageAtMs}::bigint, c.last_message_at_ms),
        last_checkpoint_at_ms = coalesce(${checkpointAtMs}::bigint, c.last_checkpoint_at_ms),
        behind_since_ms = case when greatest(c.published_size, ${publishedSize}) > s.verified_size
          then coalesce(c.behind_since_ms, ${messageAtMs ?? checkpointAtMs}::bigint) end
      from node_state s where s.node = c.node and c.node = ${node}`;
  });
}

/** Forgets the sizes that were heard: they were another log's. */
export async function resetHeard(sql: Executor, node: string): Promise<void> {
  await sql`
    update node_contact set received_size = 0, published_size = 0, published_checkpoint = '', behind_since_ms = null,
      trouble = null, stalled_since_ms = null, stall_reason = null
    where node = ${node}`;
}

/** Notes when the last receipt was acknowledged by Kafka. */
export async function updateReceiptSent(sql: Sql, node: string, sentAtMs: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local synchronous_commit = off`;
    await tx`update node_contact set last_receipt_at_ms = ${sentAtMs} where node = ${node}`;
  });
}

/** Sets or clears, in words, what stands in the way of reading a province. */
export async function updateTrouble(sql: Executor, node: string, trouble: string | null): Promise<void> {
  await sql`update node_contact set trouble = ${trouble} where node = ${node}`;
}

/** What waits of a province, and since when nothing of it was applied; undefined for a node that is not enrolled. */
export async function findWaiting(sql: Executor, node: string): Promise<Waiting | undefined> {
  const [row] = await sql<Waiting[]>`
    select greatest(c.published_size - s.verified_size, 0) as "lagLeaves",
      greatest(c.behind_since_ms, s.verified_at_ms) as "behindSinceMs", s.verified_at_ms as "verifiedAtMs",
      s.stopped_at_ms is not null as "isStopped"
    from node_contact c join node_state s using (node) where node = ${node}`;
  return row;
}

/** Notes since when nothing moves and why, or that it does. */
export async function updateStall(
  sql: Executor,
  node: string,
  stall: { sinceMs: number; reason: string } | undefined,
): Promise<void> {
  await sql`
    update node_contact set stalled_since_ms = ${stall?.sinceMs ?? null}, stall_reason = ${stall?.reason ?? null}
    where node = ${node}`;
}

export interface Waiting {
  /** Leaves published and not applied. */
  lagLeaves: number;
  /** Since when leaves wait and none was applied, milliseconds since the epoch; meaningful where some wait. */
  behindSinceMs: number;
  /** When something was last applied; 0 for never. */
  verifiedAtMs: number;
  isStopped: boolean;
}

export interface Heard {
  /** Size of the largest signed tree that came by Kafka. */
  receivedSize?: number;
  /** A checkpoint whose signature was verified. */
  published?: { size: number; checkpoint: string };
  /** Milliseconds since the epoch. */
  messageAtMs?: number;
  /** Milliseconds since the epoch. */
  checkpointAtMs?: number;
}
