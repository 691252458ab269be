import type { Metrics } from '@necips/runtime';
import type { Context } from './context.ts';
import { feedLagOf, type LogStatus, lagOf, relayLagOf } from './domain/log-status.ts';
import { getLogStatus } from './queries/get-log-status.ts';

/** All gauges of one scrape show one reading of the database. */
const FRESH_MS = 1_000;

/** The numbers of the status as gauges, read when they are scraped; left out while the log is not open or cannot be read. */
export function exportStatus(
  metrics: Metrics,
  context: Pick<Context, 'node' | 'reading' | 'served' | 'withholding' | 'feedHead' | 'now'>,
): void {
  let last: { at: number; status: Promise<LogStatus | undefined> } | undefined;
  const read = () => {
    if (!last || performance.now() - last.at > FRESH_MS) {
      last = { at: performance.now(), status: getLogStatus(context).catch(() => undefined) };
    }
    return last.status;
  };
  const gauge = (name: string, help: string, valueOf: (status: LogStatus) => number | undefined): void => {
    metrics.gauge(`publication_${name}`, help, [], async function () {
      const status = await read();
      const value = status && valueOf(status);
      if (value === undefined) this.remove();
      else this.set(value);
    });
  };
  gauge('relay_lag_leaves', 'Leaves signed that Kafka has not acknowledged', relayLagOf);
  gauge('unverified_leaves', 'Leaves signed that the centre has not said it has verified', lagOf);
  gauge(
    'feed_lag_entries',
    "Entries of collection's feed not published yet, at most",
    (status) => feedLagOf(status) ?? undefined,
  );
  gauge('receipt_age_seconds', 'Since a receipt of the centre last came', ({ receipt }) =>
    receipt ? Math.max(0, context.now() - receipt.receivedAt.getTime()) / 1_000 : undefined,
  );
  gauge('contradicted', '1 while the centre has verified another root than was signed', ({ isContradicted }) =>
    isContradicted ? 1 : 0,
  );
}
