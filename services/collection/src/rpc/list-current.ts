import type { necips } from '@necips/proto';
import type { Call } from '@necips/runtime';
import { checkNode } from '../access.ts';
import type { Context } from '../context.ts';
import { toRecordVersionMessage } from '../messages.ts';
import { listCurrent } from '../queries/list-current.ts';

/** Streams the latest version of every record, as of one position of the feed. */
export function listCurrentRpc(context: Context) {
  return async function* (
    request: necips.feed.v1.IListCurrentRequest,
    call: Call,
  ): AsyncGenerator<necips.feed.v1.IListCurrentResponse> {
    checkNode(call.caller, context.node);
    context.restoration.requireDone();
    const from = { afterRecordId: request.afterRecordId ?? '', asOfSequence: request.asOfSequence ?? 0 };
    for await (const { entries, ...position } of listCurrent(context, from)) {
      call.signal.throwIfAborted();
      yield { ...position, entries: entries.map(toRecordVersionMessage) };
    }
  };
}
