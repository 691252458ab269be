import { keepErasing } from '@necips/exchange';
import type { Context } from '../context.ts';

/** Besides the public copy, what names records that are withdrawn. */
const BESIDES = ['public.early_withdrawal', 'public.pending_withdrawal'];

/** Takes what was withdrawn out of the files of the database, by a stated deadline. Runs until disposed. */
export function eraseDeleted(
  { reading, events }: Pick<Context, 'reading' | 'events'>,
  afterMs: number,
): AsyncDisposable {
  return keepErasing({ sql: reading, afterMs, besides: BESIDES, events });
}
