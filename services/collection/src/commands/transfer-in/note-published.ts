import { feedIncarnation } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { hasUnpublished, notePublished } from '../../store/transfer-in/transfer-answers.ts';

/**
 * Asks publication how far it has come, where a transferred record waits to be public, and notes those that are. Does nothing where
 * publication is not configured: then their senders hear `recorded` and no more.
 */
export async function noteTransfersPublished(
  { sql, now, published }: Pick<Context, 'sql' | 'now' | 'published'>,
  signal: AbortSignal,
): Promise<void> {
  if (!published || !(await hasUnpublished(sql))) return;
  const { incarnation, sequence } = await published.position(signal);
  // In another life of the feed its sequence numbers say nothing about these.
  if (incarnation === (await feedIncarnation(sql, RECORD_FEED))) await notePublished(sql, sequence, new Date(now()));
}
