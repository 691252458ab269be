import { appendAudit, type IncomingMessage, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { Province } from '../../province.ts';
import {
  deleteQuarantined,
  type KeptMessage,
  listReplayable,
  lockQuarantined,
  updateReplayed,
} from '../../store/quarantine.ts';
import { receiveMessages, type Taken } from '../batches/receive-messages.ts';

/** Messages given in again by one act. */
const REPLAYS_MAX = 1_000;

type Needs = Pick<Context, 'sql' | 'events' | 'limits' | 'repairs' | 'now'>;

/** What became of a message that was given in again. */
export interface Replay {
  id: number;
  /**
   * `applied`; `duplicate`: its leaves were verified before; `beyond_gap`: leaves before it are missing still; `refused:` and why;
   * `nothing`: the province is stopped, or the message holds no leaf.
   */
  outcome: string;
  appliedLeaves: number;
}

/**
 * Gives a quarantined message in again, by the same way as if it had just come. Audited. Throws `not_found`; `conflict`, reason
 * `not_whole`, where only its beginning was kept.
 */
export async function replayQuarantined(
  context: Needs,
  provinceOf: (node: string) => Province | undefined,
  { id, actor }: { id: number; actor: string },
): Promise<Replay> {
  const kept = await context.sql.begin(async (tx): Promise<KeptMessage> => {
    const message = requireKept(await lockQuarantined(tx, id));
    if (message.bytes.length < message.bytesTotal) {
      const words = `仅保存了消息的前 ${message.bytes.length} 字节，无法重放 (only its beginning was kept)`;
      throw new ServiceError('conflict', words, { reason: 'not_whole' });
    }
    await appendAudit(tx, { actor, act: 'replay_quarantined', object: String(id), details: placeOf(message) });
    return message;
  });
  const province = provinceOf(kept.node);
  if (!province)
    throw new ServiceError('unavailable', `节点 ${kept.node} 尚未跟踪 (not followed yet)`, { reason: 'not_followed' });
  const signal = new AbortController().signal;
  const taken = await province.exclusive(() => receiveMessages(context, province, [incoming(kept)], signal));
  const replay = { id, outcome: outcomeOf(taken), appliedLeaves: taken.appliedLeaves };
  await updateReplayed(context.sql, id, replay.outcome);
  context.events.messageReplayed(kept.node, { id, outcome: replay.outcome, actor });
  return replay;
}

/** Gives in again what is kept whole of a province's messages, the oldest first; each is audited. */
export async function replayNode(
  context: Needs,
  provinceOf: (node: string) => Province | undefined,
  { node, actor }: { node: string; actor: string },
): Promise<Replay[]> {
  const replays: Replay[] = [];
  for (const id of await listReplayable(context.sql, node, REPLAYS_MAX)) {
    replays.push(await replayQuarantined(context, provinceOf, { id, actor }));
  }
  return replays;
}

/** Deletes a quarantined message. Audited. Throws `not_found`. */
export async function discardQuarantined(
  { sql }: Pick<Context, 'sql'>,
  { id, actor }: { id: number; actor: string },
): Promise<void> {
  await sql.begin(async (tx) => {
    const message = requireKept(await lockQuarantined(tx, id));
    await deleteQuarantined(tx, id);
    const details = { ...placeOf(message), reason: message.reason };
    await appendAudit(tx, { actor, act: 'delete_quarantined', object: String(id), details });
  });
}

function requireKept(message: KeptMessage | undefined): KeptMessage {
  if (message) return message;
  throw new ServiceError('not_found', '没有这条隔离的消息 (no such message in quarantine)', {
    reason: 'unknown_message',
  });
}

function outcomeOf({ appliedLeaves, duplicateLeaves, batchesBeyondGap, refusals }: Taken): string {
  const [refusal] = refusals;
  if (refusal) return `refused:${refusal.reason}`;
  if (batchesBeyondGap > 0) return 'beyond_gap';
  if (appliedLeaves > 0) return 'applied';
  return duplicateLeaves > 0 ? 'duplicate' : 'nothing';
}

function placeOf({ node, topic, partition, offset }: KeptMessage) {
  return { node, topic, partition, offset };
}

function incoming({ topic, partition, offset, bytes }: KeptMessage): IncomingMessage {
  return { topic, partition, offset, value: Buffer.from(bytes), headers: {}, timestampMs: 0 };
}
