import { createHash } from 'node:crypto';
import type { BatchRefused } from '@necips/exchange';
import type { IncomingMessage } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { Province } from '../../province.ts';
import { insertQuarantined } from '../../store/quarantine.ts';

/** Longest detail kept, in characters: some quote what a hostile peer sent. */
const DETAIL_CHARACTERS_MAX = 500;

/** A message and why it was not applied. */
export interface RefusedMessage {
  message: IncomingMessage;
  refusal: BatchRefused;
}

/** Keeps messages that were not applied, for people to look at, the newest of a flood; each is counted, and they are logged together. */
export async function quarantineMessages(
  { sql, events, limits }: Pick<Context, 'sql' | 'events' | 'limits'>,
  { node }: Province,
  refused: readonly RefusedMessage[],
): Promise<void> {
  if (refused.length === 0) return;
  // The older ones would be deleted at once by the newer.
  const newest = refused.toSorted((a, b) => a.message.offset - b.message.offset).slice(-limits.quarantineMessagesMax);
  const kept = newest.map(({ message: { topic, partition, offset, value }, refusal }) => ({
    topic,
    partition,
    offset,
    reason: refusal.reason,
    detail: storable(refusal.message),
    bytes: value.subarray(0, limits.quarantineBytesMax),
    bytesTotal: value.length,
    digest: createHash('sha256').update(value).digest(),
  }));
  await insertQuarantined(sql, node.code, kept, limits.quarantineMessagesMax);
  for (const [reason, of] of Map.groupBy(refused, ({ refusal }) => refusal.reason)) {
    const last = of.at(-1);
    if (!last) continue;
    const { offset } = last.message;
    events.messagesQuarantined(node.code, {
      reason,
      messages: of.length,
      lastOffset: offset,
      detail: storable(last.refusal.message),
    });
  }
}

/** PostgreSQL's text takes neither U+0000 nor half a surrogate pair. */
function storable(detail: string): string {
  return detail.slice(0, DETAIL_CHARACTERS_MAX).toWellFormed().replaceAll('\0', '\u{fffd}');
}
