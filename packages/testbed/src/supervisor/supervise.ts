import { copyFileSync, mkdirSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { writeJson } from '../files.ts';
import { findMarkedProcesses, type MarkedProcess } from './marked-process.ts';
import { readProcessSpecs, specDigest } from './process-spec.ts';
import { type ProcessStatus, SupervisedProcess, signalProcess, untilGone } from './supervised-process.ts';

const LOG_BYTES_MAX = 32 * 1024 * 1024;
const LOG_CHECK_MS = 5_000;

/** The processes of one run folder, kept running until `stop`. */
export class Supervision {
  readonly #runDirectory: string;
  readonly #processes = new Map<string, SupervisedProcess>();
  readonly #logCheck: NodeJS.Timeout;
  #reconciled: Promise<void>;

  /** Takes over what already runs for the folder and starts what does not. */
  constructor(runDirectory: string) {
    this.#runDirectory = runDirectory;
    mkdirSync(join(runDirectory, 'log'), { recursive: true });
    this.#logCheck = setInterval(() => capLogs(join(runDirectory, 'log')), LOG_CHECK_MS);
    this.#reconciled = this.#reconcile(findMarkedProcesses(runDirectory));
  }

  /** Reads the specs again: starts what was added, restarts what was changed, stops what was taken out. */
  reload(): void {
    this.#reconciled = this.#reconciled.then(() => this.#reconcile([]));
  }

  /** Ends all processes, each before those it needs. */
  async stop(): Promise<void> {
    await this.#reconciled;
    clearInterval(this.#logCheck);
    for (let left = [...this.#processes.values()]; left.length > 0; ) {
      const needed = new Set(left.flatMap(({ spec }) => spec.after));
      const unneeded = left.filter(({ spec }) => !needed.has(spec.name));
      // Processes that need each other would never become unneeded.
      const next = unneeded.length > 0 ? unneeded : left;
      await Promise.all(next.map((process) => process.stop()));
      left = left.filter((process) => !next.includes(process));
    }
  }

  async #reconcile(running: MarkedProcess[]): Promise<void> {
    const specs = readProcessSpecs(this.#runDirectory);
    const dropped = [...this.#processes.values()].filter(({ spec }) => !specs.some(({ name }) => name === spec.name));
    await Promise.all(dropped.map((process) => process.stop()));
    for (const { spec } of dropped) this.#processes.delete(spec.name);
    for (const spec of specs) {
      const digest = specDigest(spec);
      const known = this.#processes.get(spec.name);
      if (known && specDigest(known.spec) === digest) continue;
      await known?.stop();
      const survivor = running.find(({ name }) => name === spec.name);
      if (survivor && survivor.digest !== digest) {
        signalProcess(survivor, spec.stopSignal);
        await untilGone(survivor);
      }
      const surroundings = {
        runDirectory: this.#runDirectory,
        isReady: (name: string) => this.#processes.get(name)?.status.state === 'ready',
        changed: () => this.#writeState(),
      };
      const adopted = survivor?.digest === digest ? survivor : undefined;
      this.#processes.set(spec.name, new SupervisedProcess(spec, surroundings, adopted));
    }
    this.#writeState();
  }

  #writeState(): void {
    const processes = Object.fromEntries([...this.#processes].map(([name, { status }]) => [name, status]));
    writeJson(join(this.#runDirectory, 'state.json'), {
      supervisor: process.pid,
      processes,
    } satisfies SupervisionState);
  }
}

/** Content of `state.json`. */
export interface SupervisionState {
  supervisor: number;
  processes: Record<string, ProcessStatus>;
}

// The processes hold their logs open for appending, so a log is copied and cut rather than renamed.
function capLogs(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (!name.endsWith('.log') || statSync(path).size <= LOG_BYTES_MAX) continue;
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
  }
}
