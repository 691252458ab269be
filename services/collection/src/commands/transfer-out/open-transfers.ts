import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { handOnBy } from '../../domain/transfer-out/terms.ts';
import { OWN_REFUSALS } from '../../domain/transfer-out/transfer-out.ts';
import type { ElsewhereRow } from '../../store/locate/held-questions.ts';
import {
  type Candidate,
  countUnanswered,
  insertTransfers,
  readTransferred,
} from '../../store/transfer-out/open-transfers.ts';
import { endTransfers } from './end-transfers.ts';

/**
 * Puts held rows into the outbox for the provinces where their enterprises are registered: each is the next version of its record there.
 * What the record has in another province is taken back. A row that was sent there already is passed over, and where it was refused
 * or withdrawn, unless it is sent `again`, as a person may. So is what is too much for one province to wait for; it is located again. The feed's lock must be held.
 */
export async function openTransfers(
  context: Pick<Context, 'now' | 'limits'>,
  tx: Transaction,
  rows: readonly ElsewhereRow[],
  { again = false } = {},
): Promise<Candidate[]> {
  if (rows.length === 0) return [];
  const transferred = await readTransferred(
    tx,
    rows.map(({ heldId }) => heldId),
  );
  const fresh = rows.filter(({ heldId, toNode }) => {
    const state = transferred.get(`${heldId}/${toNode}`);
    return state === undefined || (again && NOT_THERE.has(state));
  });
  const opened: Candidate[] = [];
  for (const [toNode, some] of Map.groupBy(fresh, (row) => row.toNode)) {
    const { transfersWaitingMax } = context.limits;
    const room = transfersWaitingMax - (await countUnanswered(tx, toNode, transfersWaitingMax));
    opened.push(...some.slice(0, room).map((row) => toCandidate(context, row)));
  }
  const moved = opened.map(({ recordId, toNode }) => ({ recordId, exceptNode: toNode }));
  await endTransfers(context, tx, moved, 'moved', { keepsGivenBack: true });
  await insertTransfers(tx, opened, new Date(context.now()));
  return opened;
}

/** States in which the destination has said that it does not show what was sent. */
export const NOT_THERE: ReadonlySet<string> = new Set(['refused', 'withdrawn']);

/** What a transfer is made of besides its two parts: names, codes, times. */
const FRAME_BYTES_MAX = 4_096;

function toCandidate({ limits }: Pick<Context, 'limits'>, row: ElsewhereRow): Candidate {
  const isTooLarge = row.bytes + FRAME_BYTES_MAX > limits.transferBytesMax;
  const refusal = isTooLarge ? { reason: 'too_large', explanation: OWN_REFUSALS.too_large } : undefined;
  return { ...row, handOnBy: handOnBy(row.learnedAt.getTime()), refusal };
}
