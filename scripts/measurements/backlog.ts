import { setTimeout as delay } from 'node:timers/promises';
import { generateRegistrations, type LocalFederation, runningProcesses, until } from '@necips/testbed';

const CENTRE_PROCESS = 'centre-aggregation';
const ROWS_A_BATCH = 5_000;
const LOAD_ROWS_A_SECOND = 500;
const PATIENCE = { everyMs: 200, withinMs: 3_600_000 };
const FIRST = 100_000_000;

/**
 * What the centre does alone: it is frozen while a province publishes `rows` rows, which Kafka keeps, and thawed when the province
 * has nothing left to do. Returns leaves a second from the first one applied to the last.
 */
export async function centreAlone(
  federation: LocalFederation,
  node: string,
  rows: number,
): Promise<Record<string, number>> {
  const behind = await publishWithoutCentre(federation, node, rows);
  const { seconds } = await untilVerified(federation, node, behind, async (verified) => verified >= behind.size);
  return {
    leaves: behind.size - behind.verified,
    rowsPerSecond: Math.round((behind.size - behind.verified) / seconds),
  };
}

/**
 * Coming back: the same backlog, while the province goes on publishing 500 rows a second. Returns how long until the centre has
 * caught up with what is published by then, and at which rate.
 */
export async function catchUpUnderLoad(
  federation: LocalFederation,
  node: string,
  rows: number,
): Promise<Record<string, number>> {
  const behind = await publishWithoutCentre(federation, node, rows);
  const ended = new AbortController();
  const loading = steadyLoad(federation, node, ended.signal);
  // Level with the province: less than a second of the load is missing.
  const isLevel = async (verified: number) => verified >= (await publishedSize(federation, node)) - LOAD_ROWS_A_SECOND;
  const { seconds, size } = await untilVerified(federation, node, behind, isLevel);
  ended.abort();
  await loading;
  const leaves = size - behind.verified;
  return {
    backlogLeaves: behind.size - behind.verified,
    seconds,
    leaves,
    leavesPerSecond: Math.round(leaves / seconds),
  };
}

/** Hands in new rows at a province's door; they are durable there when it resolves. */
export async function publishRows(federation: LocalFederation, node: string, rows: number): Promise<void> {
  const first = FIRST + Math.floor(Math.random() * 600_000_000);
  for (let sent = 0; sent < rows; sent += ROWS_A_BATCH) {
    await submit(federation, node, { rows: Math.min(ROWS_A_BATCH, rows - sent), first: first + sent });
  }
}

interface Behind {
  /** Leaves that the centre had verified before. */
  verified: number;
  /** Leaves that the province has published. */
  size: number;
}

async function publishWithoutCentre(federation: LocalFederation, node: string, rows: number): Promise<Behind> {
  const verified = await verifiedSize(federation, node);
  const centre = runningProcesses().find(({ name }) => name === CENTRE_PROCESS);
  if (!centre) throw new Error('the centre is not running');
  process.kill(centre.pid, 'SIGSTOP');
  try {
    await publishRows(federation, node, rows);
    return { verified, size: await untilPublished(federation, node, verified + rows) };
  } finally {
    process.kill(centre.pid, 'SIGCONT');
  }
}

async function steadyLoad(federation: LocalFederation, node: string, signal: AbortSignal): Promise<void> {
  const first = FIRST + 700_000_000 + Math.floor(Math.random() * 100_000_000);
  for (let second = 0; !signal.aborted; second++) {
    const next = delay(1_000, undefined, { signal }).catch(() => {});
    await submit(federation, node, { rows: LOAD_ROWS_A_SECOND, first: first + second * LOAD_ROWS_A_SECOND });
    await next;
  }
}

async function submit(
  federation: LocalFederation,
  node: string,
  { rows, first }: { rows: number; first: number },
): Promise<void> {
  const door = `${federation.node(node).collection.rest}/v1/submissions?item=REG`;
  const body = [...generateRegistrations({ node, rows, seed: first, first })].join('');
  const headers = { 'content-type': 'text/csv' };
  const response = await federation.call(`department@${node}`, door, { method: 'POST', body, headers });
  if (!response.ok) throw new Error(`the door answers ${response.status}: ${await response.text()}`);
  await response.body?.cancel();
}

/** Waits until the province has published that many leaves, and Kafka has them. */
async function untilPublished(federation: LocalFederation, node: string, size: number): Promise<number> {
  return until(async () => {
    const { publishedSize: published, relayedSize } = await provinceStatus(federation, node);
    return published >= size && relayedSize === published && published;
  }, PATIENCE);
}

/** Times from the first leaf that the centre applies until it has done enough, and says how many it has verified then. */
async function untilVerified(
  federation: LocalFederation,
  node: string,
  behind: Behind,
  isEnough: (verified: number) => Promise<boolean>,
): Promise<{ seconds: number; size: number }> {
  await until(async () => (await verifiedSize(federation, node)) > behind.verified, PATIENCE);
  const started = performance.now();
  const size = await until(async () => {
    const verified = await verifiedSize(federation, node);
    return (await isEnough(verified)) && verified;
  }, PATIENCE);
  return { seconds: Math.round((performance.now() - started) / 10) / 100, size };
}

async function verifiedSize(federation: LocalFederation, node: string): Promise<number> {
  const response = await fetch(`${federation.endpoints.centre.aggregation.rest}/v1/nodes/${node}`);
  return ((await response.json()) as { verifiedSize: number }).verifiedSize;
}

async function publishedSize(federation: LocalFederation, node: string): Promise<number> {
  return (await provinceStatus(federation, node)).publishedSize;
}

async function provinceStatus(federation: LocalFederation, node: string) {
  const response = await fetch(`${federation.node(node).publication.rest}/v1/status`);
  return (await response.json()) as { publishedSize: number; relayedSize: number };
}
