import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { NODE } from './federation.ts';
import type { Place } from './place.ts';

const POLL_MS = 250;
const GIVE_UP_MS = 120_000;

/** Hands in a CSV file of an item as the province's department; the answer of the door. */
export function handIn(
  { federation }: ReturnType<Place>,
  { item, body }: { item: string; body: string },
): Promise<Response> {
  const url = `${federation.node(NODE).collection.rest}/v1/submissions?item=${item}`;
  return federation.call(`department@${NODE}`, url, { method: 'POST', body, headers: { 'content-type': 'text/csv' } });
}

/** Waits until something is so. */
export async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  while (!(await isSo())) {
    assert.ok(Date.now() < giveUpAt, `${what}, in time`);
    await delay(POLL_MS);
  }
}
