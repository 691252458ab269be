import type { necips } from '@necips/proto';
import type { Call } from '@necips/runtime';
import { checkNode } from '../access.ts';
import type { Context } from '../context.ts';
import { toRecordVersionMessage } from '../messages.ts';
import { followWithdrawals } from '../queries/follow-withdrawals.ts';

/** Streams lawful withdrawals after a sequence number, first what is stored, then live. */
export function followWithdrawalsRpc(context: Context) {
  return async function* (
    request: necips.feed.v1.IFollowWithdrawalsRequest,
    call: Call,
  ): AsyncGenerator<necips.feed.v1.IFollowWithdrawalsResponse> {
    checkNode(call.caller, context.node);
    context.restoration.requireDone();
    for await (const batch of followWithdrawals(context, { after: request.afterSequence ?? 0, signal: call.signal })) {
      yield { ...batch, entries: batch.entries.map(toRecordVersionMessage) };
    }
  };
}
