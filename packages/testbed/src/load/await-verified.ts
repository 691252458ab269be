import { setTimeout as delay } from 'node:timers/promises';
import type { LocalFederation } from '../local-federation.ts';
import { persistently } from './persistently.ts';

const POLL_MS = 200;

/** Where a feed stands, as collection and publication tell in their status. */
export interface FeedPlace {
  /** Life of the feed; a restored collection begins another one, whose numbers say nothing about those before. */
  feedIncarnation: string;
  /** Sequence number of an entry in it; 0 before the first. */
  feedSequence: number;
}

/** Whether publication has published a feed up to a place. */
export function isPublished(place: FeedPlace, published: FeedPlace): boolean {
  if (place.feedSequence === 0) return true;
  return published.feedIncarnation === place.feedIncarnation && published.feedSequence >= place.feedSequence;
}

/**
 * Waits until a province has published its feed up to an entry, and then until the centre has verified that much. Rejects where
 * collection is restored meanwhile: nobody knows then whether the entry is still there.
 */
export async function awaitVerified(
  { federation, node, progress }: { federation: LocalFederation; node: string; progress: (text: string) => void },
  feedSequence: number,
  deadline: AbortSignal,
): Promise<void> {
  const { collection, publication } = federation.node(node);
  const centre = `${federation.endpoints.centre.aggregation.rest}/v1/nodes/${node}`;
  const ask = (url: string) => persistently(() => fetch(url), { progress }, deadline);
  const askCollection = async () => (await ask(`${collection.rest}/v1/status`)) as FeedPlace;
  const askPublication = async () =>
    (await ask(`${publication.rest}/v1/status`)) as FeedPlace & { publishedSize: number };

  let { feedIncarnation } = await askCollection();
  let status = await askPublication();
  while (!isPublished({ feedIncarnation, feedSequence }, status)) {
    progress(`published up to feed entry ${status.feedSequence} of ${feedSequence}`);
    await delay(POLL_MS, undefined, { signal: deadline });
    const now = (await askCollection()).feedIncarnation;
    // A feed that nobody has followed yet has no identity: the first reader gives it one.
    if (feedIncarnation !== '' && now !== feedIncarnation) {
      throw new Error(`collection of ${node} was restored while its files were loaded; load them again`);
    }
    feedIncarnation = now;
    status = await askPublication();
  }
  let { verifiedSize } = (await ask(centre)) as { verifiedSize: number };
  while (verifiedSize < status.publishedSize) {
    progress(`the centre has verified ${verifiedSize} of ${status.publishedSize} leaves`);
    await delay(POLL_MS, undefined, { signal: deadline });
    ({ verifiedSize } = (await ask(centre)) as { verifiedSize: number });
  }
}
