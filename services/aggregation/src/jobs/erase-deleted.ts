import { keepErasing } from '@necips/exchange';
import { expireQuarantine } from '../commands/quarantine/expire-quarantine.ts';
import { expireTransfers } from '../commands/transfer/expire-transfers.ts';
import type { Context } from '../context.ts';

/** Besides the public copy, what may hold content or name records. */
const BESIDES = ['public.quarantine'];

/**
 * Takes what was withdrawn out of the files of the database, by a stated deadline, and what is in quarantine once it is old,
 * withdrawn or not: nobody can tell what a message that fits nowhere is about. Ends the journal of transfers, too. Runs until disposed.
 */
export function eraseDeleted(
  context: Pick<Context, 'sql' | 'reading' | 'events' | 'limits'>,
  afterMs: number,
): AsyncDisposable {
  const expire = async () => {
    await expireQuarantine(context);
    await expireTransfers(context);
  };
  return keepErasing({ sql: context.reading, afterMs, besides: BESIDES, expire, events: context.events });
}
