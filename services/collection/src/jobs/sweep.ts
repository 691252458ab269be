import { setTimeout as delay } from 'node:timers/promises';
import { disableAccounts } from '../commands/department/disable-accounts.ts';
import { expireDrafts } from '../commands/entry/expire-drafts.ts';
import { eraseSuperseded } from '../commands/erasure/erase-superseded.ts';
import { rewriteDueTables } from '../commands/erasure/rewrite-due-tables.ts';
import { expireReturned } from '../commands/held/expire-returned.ts';
import { deleteDryRuns } from '../commands/submission/delete-dry-runs.ts';
import { forgetTransfers } from '../commands/transfer-in/forget-transfers.ts';
import { forgetSentTransfers } from '../commands/transfer-out/forget-transfers.ts';
import { deleteOldUploads } from '../commands/upload/delete-old-uploads.ts';
import { expireUploads } from '../commands/upload/expire-uploads.ts';
import { redactNextUpload } from '../commands/upload/redact-upload.ts';
import { eraseDetails } from '../commands/withdrawal/erase-details.ts';
import type { Context } from '../context.ts';
import { listLastHeard } from '../queries/department/list-last-heard.ts';
import { countWaiting } from '../queries/transfer-in/count-waiting.ts';
import { countUnanswered } from '../queries/transfer-out/count-unanswered.ts';

/** Between two attempts to disable what Keycloak could not be asked to. */
const DISABLING_PERIOD_MS = 10_000;
/** Between two looks at when each department was last heard of. */
const HEARD_PERIOD_MS = 60_000;

/** Between two counts of what other provinces have not answered. */
const UNANSWERED_PERIOD_MS = 60_000;

type SweepContext = Pick<
  Context,
  'sql' | 'now' | 'limits' | 'events' | 'node' | 'tombstones' | 'sealer' | 'formats' | 'accounts'
>;

/** Ends uploads whose process has died, and erases what has had its time, for as long as the service runs. */
export function startSweep(context: SweepContext): AsyncDisposable {
  const closing = new AbortController();
  const every = async (periodMs: number, task: () => Promise<void>) => {
    while (!closing.signal.aborted) {
      await task().catch((error: unknown) => context.events.sweepFailed(error));
      await delay(periodMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const running = [
    every(context.limits.receiveLeaseMs / 2, () => expireUploads(context)),
    every(DISABLING_PERIOD_MS, () => disableAccounts(context)),
    every(HEARD_PERIOD_MS, async () => context.events.departmentsHeard(await listLastHeard(context))),
    every(UNANSWERED_PERIOD_MS, async () => context.events.transfersUnanswered(await countUnanswered(context))),
    every(UNANSWERED_PERIOD_MS, async () => context.events.transfersInWaiting(await countWaiting(context))),
    every(context.limits.erasurePeriodMs, () => erase(context, closing.signal)),
  ];
  return {
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await Promise.all(running);
    },
  };
}

/** Erases in bounded steps, each a transaction; the files of the tables come last. */
async function erase(context: SweepContext, signal: AbortSignal): Promise<void> {
  const steps = [
    () => redactNextUpload(context, signal),
    () => eraseDetails(context),
    () => eraseSuperseded(context),
    () => expireDrafts(context),
    () => expireReturned(context),
    () => forgetSentTransfers(context),
  ];
  for (const step of steps) while (!signal.aborted && (await step()));
  await deleteOldUploads(context);
  await deleteDryRuns(context);
  await forgetTransfers(context);
  if (!signal.aborted) await rewriteDueTables(context, signal);
}
