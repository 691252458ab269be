import type { BatchRefused } from '@necips/exchange';
import type { IncomingMessage } from '@necips/runtime';
import type { Context } from '../context.ts';
import type { Province } from '../province.ts';
import { insertQuarantined } from '../store/quarantine.ts';

/** Longest detail kept, in characters: some quote what a hostile peer sent. */
const DETAIL_CHARACTERS_MAX = 500;

/** A message and why it was not applied. */
export interface RefusedMessage {
  message: IncomingMessage;
  refusal: BatchRefused;
}

/** Keeps messages that were not applied, for people to look at; each is counted and logged. */
export async function quarantineMessages(
  { sql, events, limits }: Pick<Context, 'sql' | 'events' | 'limits'>,
  { node }: Province,
  refused: readonly RefusedMessage[],
): Promise<void> {
  if (refused.length === 0) return;
  const kept = refused.map(({ message: { topic, partition, offset, value }, refusal }) => ({
    topic,
    partition,
    offset,
    reason: refusal.reason,
    detail: storable(refusal.message),
    bytes: value.subarray(0, limits.quarantineBytesMax),
    bytesTotal: value.length,
  }));
  await insertQuarantined(sql, node.code, kept, limits.quarantineMessagesMax);
  for (const { offset, reason, detail } of kept) events.messageQuarantined(node.code, { offset, reason, detail });
}

/** PostgreSQL's text takes neither U+0000 nor half a surrogate pair. */
function storable(detail: string): string {
  return detail.slice(0, DETAIL_CHARACTERS_MAX).toWellFormed().replaceAll('\0', '\u{fffd}');
}
