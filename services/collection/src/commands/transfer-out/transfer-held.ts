import { findNode } from '@necips/domain';
import { appendAudit, appendToFeed, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { readLocatedNode } from '../../store/locate/held-questions.ts';
import { readTransferred } from '../../store/transfer-out/open-transfers.ts';
import { type HeldAct, requireNameless, requireWaiting } from '../held/work-held.ts';
import { NOT_THERE, openTransfers } from './open-transfers.ts';

/**
 * Sends a held row to another province at an officer's word: where its enterprise was found by its name alone, where the officer knows
 * better, or again where it was refused or withdrawn. Without a node it goes where the index has found it. Throws `not_found`, or `precondition`
 * where it was returned, where nothing says where to, or where it is on its way; `unprocessable` for a node that is none or for a
 * reason that names the record; `unavailable` where too many wait for that province.
 */
export async function transferHeld(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'limits' | 'events' | 'restoration'>,
  heldId: number,
  { account, reason, node: asked }: HeldAct & { node: string | undefined },
): Promise<void> {
  context.restoration.requireDone();
  await appendToFeed(context.sql, RECORD_FEED, async (tx) => {
    const row = await requireWaiting(tx, heldId);
    const toNode = asked ?? (await readLocatedNode(tx, heldId));
    if (toNode === null)
      throw new ServiceError('precondition', '未查到登记地，请指明节点 (nothing says where to)', NOT_LOCATED);
    if (toNode === context.node || !findNode(toNode)) throw noOtherNode(toNode);
    if (row.originNode !== null) throw cameFromElsewhere(row.originNode);
    requireNameless(reason, row, '');
    const state = (await readTransferred(tx, [heldId])).get(`${heldId}/${toNode}`);
    if (state !== undefined && !NOT_THERE.has(state)) {
      const message = '该记录已在转送中 (it is on its way already)';
      throw new ServiceError('precondition', message, { reason: 'already_transferred' });
    }
    const { recordId, submissionId, department, publicPart, restrictedPart } = row;
    const bytes = Buffer.byteLength(publicPart) + Buffer.byteLength(restrictedPart);
    const learnedAt = new Date(context.now());
    const elsewhere = { heldId, recordId, submissionId, row: row.row, department, toNode, learnedAt, bytes };
    const [opened] = await openTransfers(context, tx, [elsewhere], { again: true });
    if (!opened) {
      const message = '等待该节点的转送过多，请稍后再试 (too many wait for that province)';
      throw new ServiceError('unavailable', message, { reason: 'destination_full' });
    }
    const details = { submission: submissionId, row: row.row, to: toNode, reason };
    await appendAudit(tx, { actor: account, act: 'transfer_held_record', object: String(heldId), details });
  });
  context.events.actPerformed('transfer_held_record', String(heldId), account);
}

const NOT_LOCATED = { reason: 'not_located' };

/** A record does not travel in a circle: its sender asks the centre again. */
function cameFromElsewhere(node: string): ServiceError {
  const message = `该记录由节点 ${node} 转来，请退回 (it came from another province: return it)`;
  return new ServiceError('precondition', message, { reason: 'came_by_transfer' });
}

function noOtherNode(node: string): ServiceError {
  const message = `${node} 不是其他省级节点 (it is no other province’s node)`;
  return new ServiceError('unprocessable', message, { reason: 'no_other_node' });
}
