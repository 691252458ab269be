import { setTimeout as delay } from 'node:timers/promises';
import type { SerialProducer } from '@necips/runtime';
import type { Context } from '../context.ts';
import { encodeCatalogueDocument } from '../messages.ts';
import { listPublishedDocuments } from '../queries/catalogue/list-published-documents.ts';

/** Where every node reads what the centre publishes of catalogue and formats. */
const CATALOGUE_TOPIC = 'federation.catalogue.v1';
const RETRY_MS = 1_000;

/**
 * Sends everything that is published of catalogue and formats to all nodes: at the start, and after each publication. The topic is
 * compacted and documents never change, so that sending them again changes nothing, and mends what a node or the topic has lost.
 * Runs until disposed; disposing closes the producer, which is this job's own.
 */
export function sendCatalogue(
  context: Pick<Context, 'sql' | 'key' | 'events'>,
  producer: SerialProducer,
): CatalogueSending {
  const closing = new AbortController();
  let wake: () => void = () => {};
  let isDue = true;
  const run = async () => {
    while (!closing.signal.aborted) {
      if (!isDue) await new Promise<void>((resolve) => (wake = resolve));
      if (closing.signal.aborted) return;
      isDue = false;
      await sendAll(context, producer).catch(async (error: unknown) => {
        isDue = true;
        if (!closing.signal.aborted) context.events.catalogueNotSent(error);
        await delay(RETRY_MS, undefined, { signal: closing.signal }).catch(() => {});
      });
    }
  };
  const running = run();
  return {
    published() {
      isDue = true;
      wake();
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      wake();
      await producer.close();
      await running;
    },
  };
}

export interface CatalogueSending extends AsyncDisposable {
  /** Something was published. */
  published(): void;
}

async function sendAll(
  { sql, key, events }: Pick<Context, 'sql' | 'key' | 'events'>,
  producer: SerialProducer,
): Promise<void> {
  if (!key) return;
  const documents = await listPublishedDocuments(sql);
  // One at a time: together they could be more than one message batch may hold.
  for (const each of documents) {
    await producer.send(CATALOGUE_TOPIC, [{ key: each.name, value: encodeCatalogueDocument(each, key.signer) }]);
  }
  if (documents.length > 0) events.catalogueSent(documents.length);
}
