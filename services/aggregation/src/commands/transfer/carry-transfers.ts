import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { type Destination, findDestinations } from '../../store/transfer/destinations.ts';
import { countWaiting, findJournalled, journalAnswer, journalSent } from '../../store/transfer/journal.ts';
import { encodeNotCarried, encodeTransfer, type NotCarried, type Outbound } from '../../transfer-messages.ts';
import type { ForNode } from './carry-outbound.ts';

type Arrived = Extract<Outbound, { kind: 'transfer' }>;

/** Carries records on to where they are registered, and tells their sender of those that are not; each decided anew whenever it comes. */
export async function carryTransfers(
  context: Pick<Context, 'events' | 'limits' | 'now'>,
  tx: Transaction,
  node: string,
  arrived: readonly Arrived[],
): Promise<ForNode[]> {
  const { transferBytesMax, transfersWaitingMax } = context.limits;
  const destinations = await findDestinations(tx, [...new Set(arrived.map(({ transfer }) => transfer.to))]);
  const sending: ForNode[] = [];
  const waiting = new Map<string, number>();
  // One by one: of two with one id in a batch, the second is judged by the first.
  for (const { transfer, digest } of arrived) {
    const { transferId, to, item } = transfer;
    const value = encodeTransfer(transfer);
    const known = await findJournalled(tx, node, transferId);
    const isAltered = known !== undefined && (known.toNode !== to || !known.digest.equals(digest));
    if (!waiting.has(to)) waiting.set(to, await countWaiting(tx, to, transfersWaitingMax));
    const isFull = known === undefined && (waiting.get(to) ?? 0) >= transfersWaitingMax;
    const isTooLarge = value.length > transferBytesMax;
    const fault = faultOf(transfer, node, { destination: destinations.get(to), isAltered, isTooLarge, isFull });
    context.events.transferCarried(node, fault?.reason ?? 'carried');
    if (fault) {
      // What is refused for being another than before says nothing of the one before.
      const { state, reason } = fault;
      if (!isAltered && known) await journalAnswer(tx, { fromNode: node, transferId, toNode: to, state, reason });
      sending.push({ node, value: encodeNotCarried({ transferId, to: node }, fault, context.now()) });
      continue;
    }
    await journalSent(tx, { fromNode: node, transferId, toNode: to, item, digest });
    if (known === undefined) waiting.set(to, (waiting.get(to) ?? 0) + 1);
    sending.push({ node: to, value });
  }
  return sending;
}

function faultOf(
  { from, to }: Arrived['transfer'],
  node: string,
  { destination, isAltered, isTooLarge, isFull }: Seen,
): NotCarried | undefined {
  if (from !== node) return refused('wrong_sender', '发送节点与通道不符 (it names another province as its sender)');
  if (to === node) return refused('own_province', '收发为同一节点 (it is addressed to its own sender)');
  if (isAltered) return refused('altered', '同一转送编号的内容已变 (another content under an id that was used)');
  if (isTooLarge) return refused('too_large', '记录过大，无法转送 (the record is too large to be carried)');
  if (!destination) return refused('unknown_node', `节点 ${to} 未登记 (the destination is not enrolled)`);
  // A stop may be short: what it keeps back is to come again.
  if (destination.isStopped) return deferred('node_stopped', `节点 ${to} 暂停接收 (the destination is stopped)`);
  if (!isFull) return undefined;
  return deferred('destination_full', `等待节点 ${to} 的记录过多，请稍后再发 (too many wait for the destination)`);
}

function refused(reason: string, explanation: string): NotCarried {
  return { state: 'refused', reason, explanation };
}

function deferred(reason: string, explanation: string): NotCarried {
  return { state: 'deferred', reason, explanation };
}

interface Seen {
  destination: Destination | undefined;
  isAltered: boolean;
  isTooLarge: boolean;
  isFull: boolean;
}
