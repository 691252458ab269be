import { setTimeout as delay } from 'node:timers/promises';

/** Of a condition that nothing tells of; long, because the machine may be busy with other things. */
const WITHIN_MS = 60_000;
const EVERY_MS = 10;

/**
 * Asks again and again until there is an answer, which is anything but undefined and false, and returns it. Where something tells that it
 * has come true, await that instead. Throws where there is none in time.
 */
export async function until<T>(
  ask: () => Promise<T | undefined | false>,
  { withinMs = WITHIN_MS, everyMs = EVERY_MS } = {},
): Promise<T> {
  for (const giveUpAt = Date.now() + withinMs; ; await delay(everyMs)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > giveUpAt) throw new Error(`did not come true within ${withinMs} ms: ${String(ask)}`);
  }
}
