import { setTimeout as delay } from 'node:timers/promises';
import type { LocalFederation } from '../local-federation.ts';
import { Random } from '../sample/random.ts';
import { compareWithLedger } from './compare-with-ledger.ts';
import { FAULTY_NODES, FaultyFederation } from './faulty-federation.ts';
import { Ledger } from './ledger.ts';
import { processFaults } from './process-faults.ts';
import { type Fault, runInTurn } from './schedule.ts';
import { sendSteadily } from './steady-load.ts';

const ROWS_A_FILE = 100;
const SETTLE_MS_MAX = 600_000;
/** A slow machine takes longer than it was given to run every fault once. */
const FAULTS_MS_MORE = 600_000;
const POLL_MS = 250;

export interface FaultsOptions {
  /** A folder of its own; whatever runs there is stopped first, and its data deleted. */
  runDirectory: string;
  /** The faults go on for so long, and until each has been run once. */
  minutes: number;
  seed: number;
  /** Rows that each province is sent in a second. */
  rowsPerSecond: number;
  progress: (text: string) => void;
}

/** What `./scripts/faults` prints. */
export interface FaultsReport {
  /** Rows that a province's front door said were durable. */
  acknowledged: number;
  indexed: number;
  lost: number;
  doubled: number;
  rootsEqual: boolean;
  /** How often each kind of fault was run. */
  faults: Record<string, number>;
  /** What could not be had on this machine, and why. */
  skipped: Record<string, string>;
  /** From the end of the last fault and of the load until the centre had verified everything, in milliseconds. */
  convergeMs: number;
  seconds: number;
  seed: number;
}

/** What was found, and the federation, which runs on until it is disposed. */
export interface FaultsRun extends AsyncDisposable {
  report: FaultsReport;
  federation: LocalFederation;
}

/** Puts a federation under steady load and faults, lets it settle, and compares it with the load's own books. */
export async function runFaults(options: FaultsOptions): Promise<FaultsRun> {
  const { seed, progress } = options;
  const startedAt = performance.now();
  await using scope = new AsyncDisposableStack();
  progress('starting a centre and two provinces');
  const faulty = scope.use(await FaultyFederation.start(options.runDirectory));
  const { federation, skipped } = faulty;
  for (const [kind, reason] of Object.entries(skipped)) progress(`NOT TRIED: ${kind}: ${reason}`);

  const ledgers = FAULTY_NODES.map((node, i) => new Ledger(node, new Random(seed + i), seed));
  const faults: Record<string, number> = {};
  const began = ({ kind }: Fault): void => {
    faults[kind] = (faults[kind] ?? 0) + 1;
    progress(`${((performance.now() - startedAt) / 1_000).toFixed(1)} s  ${kind}`);
  };
  await underLoad(options, faulty, ledgers, began);
  const liftedAt = performance.now();
  progress('every fault is over; waiting until all is verified');
  const settled = AbortSignal.timeout(SETTLE_MS_MAX);
  for (const { node } of ledgers) await untilSettled(federation, node, settled);
  const convergeMs = Math.round(performance.now() - liftedAt);

  const report = { ...(await compareAll(federation, ledgers, progress)), faults, skipped, convergeMs };
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const kept = scope.move();
  return { report: { ...report, seconds, seed }, federation, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Loads both provinces while faults run; resolves when the faults are over and the load has ended. */
async function underLoad(
  options: FaultsOptions,
  faulty: FaultyFederation,
  ledgers: readonly Ledger[],
  began: (fault: Fault) => void,
): Promise<void> {
  const { runDirectory, minutes, seed } = options;
  const { federation } = faulty;
  const random = new Random(seed);
  const surrounding = faulty.surroundingFaults(runDirectory, random);
  const over = AbortSignal.timeout(minutes * 60_000);
  const deadline = AbortSignal.timeout(minutes * 60_000 + FAULTS_MS_MORE + SETTLE_MS_MAX);
  const ended = new AbortController();
  const common = { ...options, federation, rowsAFile: ROWS_A_FILE, until: ended.signal, deadline, progress: () => {} };
  const loads = Promise.all(ledgers.map((ledger) => sendSteadily({ ...common, ledger })));
  const schedules = Promise.all([
    runInTurn(processFaults(runDirectory), { random: new Random(seed + 1), until: over, began }),
    runInTurn(surrounding, { random, until: over, began }),
  ]);
  for (const promise of [loads, schedules]) promise.catch(() => {});
  try {
    // A load that fails ends everything; it ends well only once it is told to.
    await Promise.race([schedules, loads]);
  } finally {
    faulty.liftAll();
    ended.abort();
  }
  await loads;
}

/** Waits until a province has published all that was recorded and the centre has verified all that it shows. */
async function untilSettled(federation: LocalFederation, node: string, deadline: AbortSignal): Promise<void> {
  const { collection, publication } = federation.node(node);
  const centre = `${federation.endpoints.centre.aggregation.rest}/v1/nodes/${node}`;
  for (;;) {
    const [recorded, published, verified] = await Promise.all(
      [`${collection.rest}/v1/status`, `${publication.rest}/v1/status`, centre].map(readJson),
    );
    const isAllPublished =
      recorded &&
      published &&
      published.feedSequence === recorded.feedSequence &&
      published.feedIncarnation === recorded.feedIncarnation;
    if (isAllPublished && verified && verified.verifiedSize === published.publishedSize) return;
    await delay(POLL_MS, undefined, { signal: deadline });
  }
}

async function compareAll(federation: LocalFederation, ledgers: readonly Ledger[], progress: (text: string) => void) {
  const total = { acknowledged: 0, indexed: 0, lost: 0, doubled: 0, rootsEqual: true };
  for (const ledger of ledgers) {
    const found = await compareWithLedger(federation, ledger);
    for (const example of found.examples) progress(example);
    total.acknowledged += ledger.acknowledged;
    for (const count of ['indexed', 'lost', 'doubled'] as const) total[count] += found[count];
    total.rootsEqual &&= found.rootsEqual;
  }
  return total;
}

async function readJson(url: string): Promise<Record<string, unknown> | undefined> {
  try {
    const response = await fetch(url);
    return response.ok ? ((await response.json()) as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
