import { setTimeout as delay } from 'node:timers/promises';
import type { Metrics, Sql } from '@necips/runtime';
import { type Erasure, eraseDue } from './erase-due.ts';

/** How often it is looked for what is due, where the deadline is long. */
const LOOK_MS_MAX = 60_000;
const RETRY_MS_MAX = 600_000;

export interface KeepErasing {
  sql: Sql;
  /** What was deleted this long ago is due, in milliseconds. */
  afterMs: number;
  /** Tables besides those of the public copy, with their schema. */
  besides: readonly string[];
  /** Called before it is looked for what is due: deletes what has its own deadline. */
  expire?: () => Promise<void>;
  events: ErasureEvents;
}

export interface ErasureEvents {
  erased(erasure: Erasure): void;
  /** Something is left in the files, or they could not be rewritten; it is tried again. */
  erasureIncomplete(reason: string, error: unknown, retryInMs: number): void;
}

/** Erases what is due for as long as the service lives; a failure is told and tried again after growing pauses. Runs until disposed. */
export function keepErasing(options: KeepErasing): AsyncDisposable {
  const closing = new AbortController();
  const running = run(options, closing.signal);
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}

async function run({ sql, afterMs, besides, expire, events }: KeepErasing, signal: AbortSignal): Promise<void> {
  const lookMs = Math.min(LOOK_MS_MAX, Math.max(100, afterMs / 4));
  for (let failures = 0; !signal.aborted; ) {
    const retryInMs = Math.min(RETRY_MS_MAX, lookMs * 2 ** Math.min(failures, 10));
    await delay(failures === 0 ? lookMs : retryInMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      await expire?.();
      const erasure = await eraseDue(sql, { afterMs, besides, signal });
      if (!erasure) continue;
      failures = erasure.deadRowsKept > 0 ? failures + 1 : 0;
      if (erasure.deadRowsKept > 0) events.erasureIncomplete('an open transaction still sees it', undefined, retryInMs);
      else events.erased(erasure);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      events.erasureIncomplete('the tables could not be rewritten', error, retryInMs);
    }
  }
}

/** Shows, by province, since when something is due and when files were last rewritten. A reading that fails leaves them out. */
export function exportErasure(metrics: Metrics, sql: Sql): void {
  metrics.gauge(
    'erasure_due_seconds',
    'Since when withdrawn rows wait to go from the files',
    ['node'],
    async function () {
      this.reset();
      const rows = await sql<{ node: string; seconds: number }[]>`
      select node, extract(epoch from now() - since)::float8 as seconds from exchange.erasure_due`.catch(() => []);
      for (const { node, seconds } of rows) this.set({ node }, seconds);
    },
  );
  metrics.gauge('erasure_age_seconds', 'Since the files were last rewritten', ['node'], async function () {
    this.reset();
    const rows = await sql<{ node: string; seconds: number }[]>`
      select node, extract(epoch from now() - ended_at)::float8 as seconds from exchange.erasure`.catch(() => []);
    for (const { node, seconds } of rows) this.set({ node }, seconds);
  });
}
