import type { necips } from '@necips/proto';
import { type Call, ServiceError } from '@necips/runtime';
import { checkNode } from '../access.ts';
import type { Context } from '../context.ts';
import { toRecordVersionMessage } from '../messages.ts';
import { followRecords } from '../queries/follow-feed.ts';

const BATCH_ENTRIES = 500;
const BATCH_ENTRIES_MAX = 2_000;

/** Streams record versions after a cursor, first what is stored, then live. */
export function follow(context: Context) {
  return async function* (
    request: necips.feed.v1.IFollowRequest,
    call: Call,
  ): AsyncGenerator<necips.feed.v1.IFollowResponse> {
    checkNode(call.caller, context.node);
    context.restoration.requireDone();
    const batchMax = request.batchEntriesMax || BATCH_ENTRIES;
    if (batchMax < 1 || batchMax > BATCH_ENTRIES_MAX) {
      throw new ServiceError('invalid', `每批应为 1 至 ${BATCH_ENTRIES_MAX} 条 (bad batch size)`, {
        reason: 'bad_batch_size',
      });
    }
    const { incarnation = '', sequence = 0, digest = new Uint8Array() } = request.cursor ?? {};
    const cursor = { incarnation: incarnation ?? '', sequence: sequence ?? 0, digest: digest ?? new Uint8Array() };
    for await (const batch of followRecords(context, { cursor, batchMax, signal: call.signal })) {
      yield { ...batch, entries: batch.entries.map(toRecordVersionMessage) };
    }
  };
}
