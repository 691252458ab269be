import { setTimeout as delay } from 'node:timers/promises';
import { generateRegistrations, type LocalFederation } from '@necips/testbed';

const SECONDS = 30;
const BATCHES_A_SECOND = 5;
const ROWS_A_BATCH = 100;
const FIRST = 870_000_000;

/**
 * Hands in 500 rows a second for half a minute, in small submissions, and reads from the centre's own histogram how long
 * it took from the commit in the province to readable in the national index. Quantiles are of histogram buckets, upper ends.
 */
export async function rollUpLatency(federation: LocalFederation, node: string): Promise<Record<string, number>> {
  const door = `${federation.node(node).collection.rest}/v1/submissions?item=REG`;
  const before = await histogram(federation, node);
  const started = performance.now();
  const sends: Promise<void>[] = [];
  const first = FIRST + Math.floor(Math.random() * 10_000_000);
  for (let batch = 0; batch < SECONDS * BATCHES_A_SECOND; batch++) {
    const options = { node, rows: ROWS_A_BATCH, seed: batch, first: first + batch * ROWS_A_BATCH };
    const body = [...generateRegistrations(options)].join('');
    sends.push(send(federation, `department@${node}`, door, body));
    await delay(Math.max(0, started + ((batch + 1) * 1000) / BATCHES_A_SECOND - performance.now()));
  }
  await Promise.all(sends);
  await settled(federation, node, before.count + SECONDS * BATCHES_A_SECOND * ROWS_A_BATCH);
  const after = await histogram(federation, node);
  const counts = after.buckets.map(({ upTo, count }, index) => ({
    upTo,
    count: count - (before.buckets[index]?.count ?? 0),
  }));
  const total = after.count - before.count;
  const quantile = (share: number) =>
    (counts.find(({ count }) => count >= total * share)?.upTo ?? Number.POSITIVE_INFINITY) * 1000;
  return { rows: total, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}

async function send(federation: LocalFederation, as: string, door: string, body: string): Promise<void> {
  const response = await federation.call(as, door, { method: 'POST', body, headers: { 'content-type': 'text/csv' } });
  if (!response.ok) throw new Error(`the door answers ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

async function settled(federation: LocalFederation, node: string, count: number): Promise<void> {
  for (let waited = 0; waited < 120; waited++) {
    if ((await histogram(federation, node)).count >= count) return;
    await delay(500);
  }
  throw new Error('the centre has not verified what was handed in');
}

async function histogram(federation: LocalFederation, node: string) {
  const response = await fetch(federation.endpoints.centre.aggregation.metrics);
  const lines = (await response.text()).split('\n').filter((line) => line.includes(`node="${node}"`));
  const buckets = lines
    .map((line) => /^necips_roll_up_latency_seconds_bucket\{.*le="([^"]+)".*\} (\d+)/.exec(line))
    .filter((match) => match !== null)
    .map(([, upTo, count]) => ({
      upTo: upTo === '+Inf' ? Number.POSITIVE_INFINITY : Number(upTo),
      count: Number(count),
    }));
  return { buckets, count: buckets.at(-1)?.count ?? 0 };
}
