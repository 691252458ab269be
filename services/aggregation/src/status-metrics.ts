import type { Metrics } from '@necips/runtime';
import type { NodeStatus } from './domain/node-status.ts';

/** All gauges of one scrape show one reading of the database. */
const FRESH_MS = 1_000;

/** The numbers of the roll-up status as gauges, read when they are scraped. A reading that fails leaves them out. */
export function exportStatus(metrics: Metrics, readStatus: () => Promise<NodeStatus[]>, now: () => number): void {
  let last: { at: number; statuses: Promise<NodeStatus[]> } | undefined;
  const read = (): Promise<NodeStatus[]> => {
    if (!last || performance.now() - last.at > FRESH_MS)
      last = { at: performance.now(), statuses: readStatus().catch(() => []) };
    return last.statuses;
  };
  const age = (instant: string | null) =>
    instant === null ? undefined : Math.max(0, now() - Date.parse(instant)) / 1_000;
  const gauge = (name: string, help: string, valueOf: (status: NodeStatus) => number | undefined): void => {
    metrics.gauge(name, help, ['node'], async function () {
      this.reset();
      for (const status of await read()) {
        const value = valueOf(status);
        if (value !== undefined) this.set({ node: status.node }, value);
      }
    });
  };
  gauge('published_size', 'Leaves of the newest signed checkpoint seen', (status) => status.publishedSize);
  gauge('verified_size', 'Leaves verified and applied, of the whole log', (status) => status.verifiedSize);
  gauge('lag_leaves', 'Leaves published and not verified', (status) => status.lagLeaves);
  gauge('lag_seconds', 'Age of the oldest leaf not verified, at most', (status) => status.lagMs / 1_000);
  gauge('stopped', '1 while nothing more of the province is applied', ({ state }) => (state === 'stopped' ? 1 : 0));
  gauge('silent_seconds', 'Since the last message or checkpoint, where that is too long ago; else 0', (status) =>
    status.silentSinceMs === null ? 0 : (now() - status.silentSinceMs) / 1_000,
  );
  gauge(
    'stalled_seconds',
    'Since when something waits and nothing is applied; else 0',
    (status) => age(status.stalledSince) ?? 0,
  );
  gauge('checkpoint_age_seconds', 'Since the public checkpoint was last pulled', (status) =>
    age(status.lastCheckpointAt),
  );
  gauge('receipt_age_seconds', 'Since a receipt was last sent', (status) => age(status.lastReceiptAt));
  gauge('differences_open', 'Differences found and not mended yet', ({ differences }) => differences.open);
  gauge(
    'differences_mended_today',
    'Differences mended since midnight in China',
    ({ differences }) => differences.mendedToday,
  );
  gauge('repairs_open', 'Stretches being read from the province', ({ repairs }) => repairs.open);
  gauge('repairs_today', 'Stretches read from the province since midnight in China', ({ repairs }) => repairs.today);
  gauge('quarantine_messages', 'Messages kept that were not applied', ({ quarantine }) => quarantine.messages);
  gauge('patrol_next_leaf', 'Leaf at which the patrol goes on', ({ patrol }) => patrol?.nextIndex);
  gauge('patrol_round_age_seconds', 'Since the patrol last ended a full round', ({ patrol }) =>
    age(patrol?.lastRoundEndedAt ?? null),
  );
}
