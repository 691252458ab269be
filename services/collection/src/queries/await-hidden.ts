import { once } from 'node:events';
import type { Context } from '../context.ts';
import { HIDDEN_CHANNEL } from '../domain/record-feed.ts';
import type { Withdrawal } from '../domain/withdrawal.ts';
import { getWithdrawal } from './get-withdrawal.ts';

/** Waits until an act is hidden, `limits.withdrawalWaitMs` at most, and returns it as it stands then. */
export async function awaitHidden(context: Pick<Context, 'sql' | 'limits'>, withdrawalId: string): Promise<Withdrawal> {
  const deadline = AbortSignal.timeout(context.limits.withdrawalWaitMs);
  const hint = new EventTarget();
  const listener = await context.sql.listen(HIDDEN_CHANNEL, () => hint.dispatchEvent(new Event('hint')));
  try {
    for (;;) {
      // Armed before the look, so that an acknowledgement between the look and the wait is not slept through.
      const waiting = new AbortController();
      const hinted = once(hint, 'hint', { signal: AbortSignal.any([waiting.signal, deadline]) }).catch(() => undefined);
      const withdrawal = await getWithdrawal(context, withdrawalId);
      const isOver = withdrawal.state !== 'withdrawing' || deadline.aborted;
      if (!isOver) await hinted;
      waiting.abort();
      if (isOver) return withdrawal;
    }
  } finally {
    await listener.unlisten();
  }
}
