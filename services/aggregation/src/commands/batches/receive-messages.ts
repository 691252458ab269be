import { BatchRefused, type PublishedBatch, REFUSALS } from '@necips/exchange';
import type { IncomingMessage } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { GiveWay } from '../../domain/give-way.ts';
import { readHeartbeat } from '../../domain/read-heartbeat.ts';
import { decodePublishedBatch } from '../../messages.ts';
import type { Province } from '../../province.ts';
import { updateHeard } from '../../store/node-contact.ts';
import { proveAgainstApplied } from '../proof/prove-checkpoint.ts';
import { quarantineMessages, type RefusedMessage } from '../quarantine/quarantine-messages.ts';
import { noteTrouble } from '../status/note-trouble.ts';
import { type Applied, applyBatches, type Received } from './apply-batches.ts';
import { catchUp } from './catch-up.ts';
import { stopAtBrokenRule } from './keep-refused-leaves.ts';
import { withFreshTail } from './with-fresh-tail.ts';

/**
 * Takes in messages of a province's topic: applies what can be applied, keeps what cannot in quarantine, and reads from the
 * province what is missing before the rest. Never fails because of what a message holds: a province that sends garbage is
 * only itself behind. Throws where PostgreSQL is away; the same messages are then to be given again.
 */
export async function receiveMessages(
  context: Pick<Context, 'sql' | 'events' | 'limits' | 'repairs' | 'now'>,
  province: Province,
  messages: readonly IncomingMessage[],
  signal: AbortSignal,
): Promise<Taken> {
  const node = province.node.code;
  const { applied, refused, heartbeat } = await withFreshTail(province, async () => {
    const undecoded: RefusedMessage[] = [];
    const tail = await province.tail();
    const heartbeats: SignedSize[] = [];
    const isHeartbeat = (batch: PublishedBatch) => {
      const tree = readHeartbeat(node, tail, batch);
      if (tree) heartbeats.push({ size: tree.size, checkpoint: batch.checkpoint });
      return tree !== undefined;
    };
    const batches = decodeMessages(context, messages, undecoded, isHeartbeat);
    const result = await applyBatches(context, province, batches, { stopAtFault: false });
    // Missing content says nothing about the message: the province may have superseded it while the message was on its way.
    const faulty = result.refused.filter(({ refusal }) => refusal.reason !== 'content_missing');
    const unapplied = faulty.map(({ received: { message }, refusal }) => ({ message, refusal }));
    return { applied: result, refused: [...undecoded, ...unapplied], heartbeat: heartbeats.at(-1) };
  });
  await quarantineMessages(context, province, refused);

  await noteForeignSignatures(context, province, refused, applied);
  const newest = await newestCheckpoint(applied, heartbeat);
  await updateHeard(context.sql, node, { ...newest, messageAtMs: context.now() });
  for (const checkpoint of doubtfulCheckpoints(applied, heartbeat))
    await proveAgainstApplied(context, province, checkpoint);
  for (const { received, refusal } of applied.refused) {
    await stopAtBrokenRule(context, province, { batch: received.batch, refusal, tail: applied.tail });
  }
  context.events.messagesReceived(province, messages.length, applied);

  const toIndex = newest.receivedSize;
  const kind = applied.beyondGap.length > 0 ? 'gap' : 'refused';
  if (toIndex > applied.tail.size) await catchUp(context, province, { kind, toIndex }, signal);
  const refusals = [...refused.map(({ refusal }) => refusal), ...applied.refused.map(({ refusal }) => refusal)];
  const { appliedLeaves, duplicateLeaves, beyondGap } = applied;
  return { appliedLeaves, duplicateLeaves, batchesBeyondGap: beyondGap.length, refusals };
}

/** What became of messages that were taken in. */
export interface Taken {
  appliedLeaves: number;
  /** Leaves that were verified before and are the same. */
  duplicateLeaves: number;
  /** Batches before which leaves are missing. */
  batchesBeyondGap: number;
  refusals: BatchRefused[];
}

/** Whoever signs with another key is refused, not stopped: anybody could have. The status says so until something fits again. */
async function noteForeignSignatures(
  context: Pick<Context, 'sql'>,
  province: Province,
  refused: readonly RefusedMessage[],
  { appliedLeaves }: Applied<ReceivedMessage>,
): Promise<void> {
  const isForeign = refused.some(({ refusal }) => refusal.reason === 'bad_signature');
  if (isForeign) await noteTrouble(context, province, 'message', REFUSALS.bad_signature);
  else if (appliedLeaves > 0) await noteTrouble(context, province, 'message', null);
}

type ReceivedMessage = Received & { message: IncomingMessage };

/** Decodes one at a time, so that only what is being verified is in memory in full. */
async function* decodeMessages(
  { limits }: Pick<Context, 'limits'>,
  messages: readonly IncomingMessage[],
  undecoded: RefusedMessage[],
  isHeartbeat: (batch: PublishedBatch) => boolean,
): AsyncGenerator<ReceivedMessage> {
  const giveWay = new GiveWay();
  for (const message of messages) {
    await giveWay.step();
    try {
      if (message.fault !== undefined) throw new BatchRefused('undecodable', message.fault);
      const batch = decodePublishedBatch(message.value, limits);
      if (!isHeartbeat(batch)) yield { batch, message };
    } catch (refusal) {
      if (!(refusal instanceof BatchRefused)) throw refusal;
      undecoded.push({ message, refusal });
    }
  }
}

/** The largest tree that the pinned key has signed among what came; what was not applied may be signed by nobody. */
async function newestCheckpoint(
  applied: Applied<ReceivedMessage>,
  heartbeat: SignedSize | undefined,
): Promise<NewestCheckpoint> {
  const isHeard = applied.appliedLeaves > 0 || applied.duplicateLeaves > 0;
  let newest = isHeard ? { size: applied.tail.size, checkpoint: applied.tail.checkpoint } : { size: 0, checkpoint: '' };
  const batches = [...applied.beyondGap, ...applied.refused.map(({ received }) => received)];
  const giveWay = new GiveWay();
  for (const checkpoint of [...batches.map(({ batch }) => batch.checkpoint), heartbeat?.checkpoint ?? '']) {
    await giveWay.step();
    try {
      const { size } = applied.tail.keys.open(checkpoint);
      if (size > newest.size) newest = { size, checkpoint };
    } catch {
      // Signed by nobody who matters: it says nothing about the province.
    }
  }
  return { receivedSize: newest.size, published: newest };
}

/** At most one a time: computing an old root anew may mean reading the whole log. */
function doubtfulCheckpoints({ refused, tail }: Applied<ReceivedMessage>, heartbeat: SignedSize | undefined): string[] {
  const reasons = ['differs_from_applied', 'root_differs', 'wrong_size'];
  const doubtful = refused.find(({ refusal }) => reasons.includes(refusal.reason));
  if (doubtful) return [doubtful.received.batch.checkpoint];
  return heartbeat?.size === tail.size && heartbeat.checkpoint !== tail.checkpoint ? [heartbeat.checkpoint] : [];
}

interface NewestCheckpoint {
  receivedSize: number;
  published: SignedSize;
}

interface SignedSize {
  size: number;
  /** The signed note. */
  checkpoint: string;
}
