import { setTimeout as delay } from 'node:timers/promises';
import { loadCatalogue } from '../commands/catalogue/store-catalogue.ts';
import type { Context } from '../context.ts';

const RETRY_MS = 1_000;

/** Reads what is stored of the catalogue, as soon as the database is there. Nothing is taken in or recorded before. */
export function keepLoadingCatalogue(context: Pick<Context, 'sql' | 'catalogue' | 'events'>): AsyncDisposable {
  const closing = new AbortController();
  const running = (async () => {
    while (!closing.signal.aborted) {
      try {
        return await loadCatalogue(context);
      } catch (error) {
        context.events.catalogueNotLoaded(error);
        await delay(RETRY_MS, undefined, { signal: closing.signal }).catch(() => {});
      }
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}
