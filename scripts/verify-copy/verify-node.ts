import { setTimeout as delay } from 'node:timers/promises';
import type { Sql, Transaction } from '@necips/runtime';
import { decodeLogLeaf, HASH_BYTES } from '@necips/tlog';
import { type PinnedNode, readVerifiedState, verifiedSizeOf } from './centre.ts';
import { compareLeaves } from './compare-leaves.ts';
import { compareRecords } from './compare-records.ts';
import { compareSubjects, findStraySubjects } from './compare-subjects.ts';
import { type DifferenceKind, Differences, type Example } from './differences.ts';
import type { HeldLeaves } from './held-leaves.ts';
import { LogLeaves } from './log-leaves.ts';
import { PublicLog } from './public-log.ts';

const SETTLE_POLL_MS = 500;

/** What was found about one province. Roots are in base64, as on a checkpoint. */
export interface NodeReport {
  node: string;
  ok: boolean;
  /** Leaves of the newest checkpoint that the province shows; 0 where it could not be read. */
  publishedSize: number;
  verifiedSize: number;
  /** Over the public leaves, at the verified size. */
  publishedRoot: string;
  /** The same with every current leaf built anew from what the centre stores. */
  recomputedRoot: string;
  differences: number;
  kinds: Partial<Record<DifferenceKind, number>>;
  /** The first few. */
  examples: Example[];
  /** Age of the oldest leaf that the centre has not verified; 0 for none. */
  lagMs: number;
  /** Why the node could not be compared, or which proof failed. */
  reason?: string;
}

/** Compares what the centre stores of a province with what the province shows. Never throws: what fails is the reason. */
export async function verifyNode(sql: Sql, node: PinnedNode, options: VerifyOptions): Promise<NodeReport> {
  const report: NodeReport = { ...EMPTY, node: node.code };
  try {
    const log = new PublicLog(node);
    await settle(sql, node, log, options);
    // One snapshot: what is compared was committed together.
    await sql.begin('isolation level repeatable read read only', (tx) => compare(tx, node, log, report, options));
  } catch (error) {
    report.reason = error instanceof Error ? error.message : String(error);
  }
  const isEqual = report.recomputedRoot === report.publishedRoot && report.differences === 0;
  return { ...report, ok: report.reason === undefined && isEqual };
}

export interface VerifyOptions {
  /** Until when to wait for lag 0, milliseconds since the epoch. */
  settleUntilMs: number;
  progress: (text: string) => void;
}

/** Waits until everything that the province has published is verified, or the time is up. */
async function settle(
  sql: Sql,
  node: PinnedNode,
  log: PublicLog,
  { settleUntilMs, progress }: VerifyOptions,
): Promise<void> {
  while (Date.now() < settleUntilMs) {
    const [verified, published] = await Promise.all([verifiedSizeOf(sql, node), publishedSize(log)]);
    if (verified === published) return;
    progress(`waiting: ${verified} of ${published ?? 'unknown'} leaves verified`);
    await delay(SETTLE_POLL_MS);
  }
}

async function publishedSize(log: PublicLog): Promise<number | undefined> {
  return log.checkpoint().then(
    ({ size }) => size,
    () => undefined,
  );
}

/** Fills the report. Throws where nothing can be said, or a proof fails. */
async function compare(
  tx: Transaction,
  node: PinnedNode,
  log: PublicLog,
  report: NodeReport,
  { progress }: VerifyOptions,
): Promise<void> {
  const state = await readVerifiedState(tx, node, log);
  report.verifiedSize = state.size;
  const newest = await log.checkpoint();
  report.publishedSize = newest.size;

  const leaves = await LogLeaves.read(log, state.size, progress);
  report.publishedRoot = base64(leaves.root());
  const differences = new Differences();
  try {
    await compareLeaves(tx, { node: node.code, generation: state.generation }, leaves, differences);
    const onRecords = (records: Parameters<typeof compareSubjects>[2]) =>
      compareSubjects(tx, node.code, records, differences);
    const held = await compareRecords(tx, node, state, leaves, { differences, onRecords, progress });
    await findStraySubjects(tx, node.code, differences);
    await addUnexplained(held, leaves, log, newest, differences);
    report.recomputedRoot = base64(leaves.recomputedRoot());
  } finally {
    Object.assign(report, {
      differences: differences.count,
      kinds: differences.byKind(),
      examples: differences.examples,
    });
  }
  if (report.publishedRoot !== base64(state.root))
    throw new Error('the public leaves do not lead to the verified checkpoint');
  if (!(await log.isConsistent(state, newest)))
    throw new Error('the newest checkpoint does not begin with the verified one');
  report.lagMs = await lagMs(log, state.size, newest.size);
  if (state.isCarryingOver) throw new Error(`generation ${state.generation} of the log is still carrying over`);
}

/**
 * What the centre lacks is a difference, unless a leaf between its checkpoint and the newest supersedes it: then the content is
 * gone in the province itself, and the centre on its way there.
 */
async function addUnexplained(
  held: HeldLeaves,
  leaves: LogLeaves,
  log: PublicLog,
  newest: { size: number; root: Uint8Array },
  differences: Differences,
): Promise<void> {
  const isLacking = (index: number) => leaves.latest.isCurrent(index) && !held.isHeld(index);
  let index = 0;
  while (index < leaves.size && !isLacking(index)) index += 1;
  if (index === leaves.size) return;
  await leaves.readOn(log, newest);
  for (; index < leaves.size; index++) {
    // Reading on has taken from `isCurrent` what is superseded by now.
    if (!isLacking(index)) continue;
    const { kind, what } = held.lackOf(index);
    differences.add(kind, what);
    leaves.replace(index, new Uint8Array(HASH_BYTES));
  }
}

async function lagMs(log: PublicLog, verifiedSize: number, newestSize: number): Promise<number> {
  if (newestSize <= verifiedSize) return 0;
  for await (const leaf of log.leaves(verifiedSize, verifiedSize + 1))
    return Math.max(0, Date.now() - decodeLogLeaf(leaf).time);
  return 0;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

const EMPTY = {
  ok: false,
  publishedSize: 0,
  verifiedSize: 0,
  publishedRoot: '',
  recomputedRoot: '',
  differences: 0,
  kinds: {},
  examples: [],
  lagMs: 0,
};
