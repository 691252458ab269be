import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '@necips/runtime';
import { databaseName, type LocalFederation } from '@necips/testbed';
import { publishRows } from './backlog.ts';
import { openDatabase } from './databases.ts';

const DIFFERENCES = [1, 10, 100, 1_000, 10_000];
const POLL_MS = 50;
const GIVE_UP_MS = 3_600_000;

/** What it took to find and mend `d` altered records among `n`. */
interface Cost {
  n: number;
  d: number;
  /** From asking for a round, at full speed, until nothing was open. */
  healMs: number;
  /** Bytes fetched besides salts, heads and bodies. */
  bytesMoved: number;
  /** 40 bytes · d · log₂(n), the most that is allowed. */
  bytesMax: number;
}

/**
 * Alters `d` random bodies at the centre, directly in its database, has the patrol go round, and reads what the mending cost: for
 * logs of the given sizes, to which a province is brought first.
 */
export async function repairCost(
  federation: LocalFederation,
  node: string,
  sizes: readonly number[],
): Promise<Record<string, Cost | { leavesPerSecond: number }>> {
  const sql = openDatabase(federation, databaseName('100000', 'aggregation'));
  const costs: Record<string, Cost | { leavesPerSecond: number }> = {};
  try {
    for (const size of sizes) {
      const { verifiedSize: n } = await grownTo(federation, node, size);
      const { roundMs } = await patrolOnce(federation, node);
      costs[`patrol of ${n}`] = { leavesPerSecond: Math.round((n / roundMs) * 1_000) };
      for (const d of DIFFERENCES.filter((count) => count <= n)) {
        costs[`${d} of ${n}`] = await costOf(federation, sql, { node, n, d });
      }
    }
    return costs;
  } finally {
    await sql.end();
  }
}

async function costOf(
  federation: LocalFederation,
  sql: Sql,
  { node, n, d }: { node: string; n: number; d: number },
): Promise<Cost> {
  const [last] = await sql<{ id: number }[]>`select coalesce(max(id), 0) as id from exchange.difference`;
  await sql`
    update exchange.record_content set public_part = public_part || ' '
    where node = ${node} and leaf_index in (
      select leaf_index from exchange.record where node = ${node} order by random() limit ${d})`;
  const started = performance.now();
  await patrolOnce(federation, node);
  const healMs = Math.round(performance.now() - started);
  const [mended] = await sql<{ count: number; open: number; bytes: number }[]>`
    select count(*) as count, count(*) filter (where mended_at is null) as open, sum(bytes_moved) as bytes
    from exchange.difference where node = ${node} and id > ${last?.id ?? 0}`;
  if (mended?.count !== d || mended.open !== 0) {
    throw new Error(`${d} records were altered, ${mended?.count} differences found, ${mended?.open} are open`);
  }
  return { n, d, healMs, bytesMoved: Number(mended.bytes), bytesMax: Math.round(40 * d * Math.log2(n)) };
}

/** Has the patrol go round once at full speed. */
async function patrolOnce(federation: LocalFederation, node: string): Promise<{ roundMs: number }> {
  const url = `${federation.endpoints.centre.aggregation.rest}/v1/nodes/${node}`;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ leavesPerSecond: 0 });
  const started = performance.now();
  const response = await federation.call('central-admin@centre', `${url}/patrol`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`no patrol: ${response.status} ${await response.text()}`);
  const { round } = (await response.json()) as { round: number };
  for (const deadline = Date.now() + GIVE_UP_MS; Date.now() < deadline; await delay(POLL_MS)) {
    const { patrol } = (await (await fetch(url)).json()) as { patrol: { round: number } | null };
    if (patrol && patrol.round > round) return { roundMs: performance.now() - started };
  }
  throw new Error('the patrol does not get round');
}

async function grownTo(federation: LocalFederation, node: string, size: number): Promise<{ verifiedSize: number }> {
  const url = `${federation.endpoints.centre.aggregation.rest}/v1/nodes/${node}`;
  const { verifiedSize } = (await (await fetch(url)).json()) as { verifiedSize: number };
  if (verifiedSize >= size) return { verifiedSize };
  await publishRows(federation, node, size - verifiedSize);
  for (const deadline = Date.now() + GIVE_UP_MS; Date.now() < deadline; await delay(POLL_MS)) {
    const status = (await (await fetch(url)).json()) as { verifiedSize: number };
    if (status.verifiedSize >= size) return status;
  }
  throw new Error('the centre does not verify what was published');
}
