import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { clearStaleLock } from '../postgres/stale-lock.ts';
import { isRunning, type MarkedProcess, processMark, readProcess } from './marked-process.ts';
import { type ProcessSpec, specDigest } from './process-spec.ts';
import { acceptsConnections, isReady, portOf } from './readiness.ts';

const BACKOFF_MS_MIN = 200;
const BACKOFF_MS_MAX = 10_000;
/** A process that lived this long is healthy: its next failure is a first one. */
const HEALTHY_MS = 30_000;
const POLL_MS = 100;
const DEPENDENCY_WAIT_MS_MAX = 60_000;

const INHERITED = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'JAVA_HOME'];

export interface Surroundings {
  runDirectory: string;
  /** Whether another process of the run folder is ready. */
  isReady(name: string): boolean;
  /** Called after every change of the status. */
  changed(): void;
}

/** Keeps one process running: starts it after those it needs, and again, with growing pauses, whenever it ends. */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  status: ProcessStatus = { state: 'waiting', restarts: 0, since: new Date().toISOString() };
  readonly #surroundings: Surroundings;
  readonly #stopping = new AbortController();
  readonly #stopped = once(this.#stopping.signal, 'abort').then(() => 'stop' as const);
  readonly #finished: Promise<void>;

  /** `adopted` is the process already running from an earlier supervisor. */
  constructor(spec: ProcessSpec, surroundings: Surroundings, adopted?: MarkedProcess) {
    this.spec = spec;
    this.#surroundings = surroundings;
    this.#finished = this.#keepRunning(adopted && { ...adopted, ended: untilGone(adopted) });
  }

  /** Ends the process by its stop signal, then, when its time is over, by force. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#finished;
  }

  async #keepRunning(adopted: RunningProcess | undefined): Promise<void> {
    const { signal } = this.#stopping;
    for (let running = adopted, failures = 0; ; running = undefined) {
      const startedAt = Date.now();
      const reason = await this.#runOnce(running).catch(String);
      if (signal.aborted) break;
      failures = Date.now() - startedAt >= HEALTHY_MS ? 1 : failures + 1;
      const pauseMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** (failures - 1));
      console.log(`${new Date().toISOString()} ${this.spec.name}: ${reason}; starting again in ${pauseMs} ms`);
      this.#become({ state: 'pausing', restarts: this.status.restarts + 1, lastEnd: reason });
      await delay(pauseMs, undefined, { signal }).catch(() => {});
    }
    this.#become({ state: 'stopped' });
  }

  /** Starts the process unless it runs already, and stays until it has ended. Answers how it ended. */
  async #runOnce(adopted: RunningProcess | undefined): Promise<string> {
    const { signal } = this.#stopping;
    if (!adopted) await this.#awaitDependencies();
    if (signal.aborted) return 'not started';
    const running = adopted ?? (await launch(this.spec, this.#surroundings.runDirectory));
    this.#become({ state: 'starting', pid: running.pid });
    void this.#announceReady(running);
    const outcome = await Promise.race([running.ended, this.#stopped]);
    return outcome === 'stop' ? end(running, this.spec) : outcome;
  }

  async #awaitDependencies(): Promise<void> {
    const { signal } = this.#stopping;
    const deadline = Date.now() + DEPENDENCY_WAIT_MS_MAX;
    while (
      !signal.aborted &&
      Date.now() < deadline &&
      !this.spec.after.every((name) => this.#surroundings.isReady(name))
    ) {
      await delay(POLL_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #announceReady(running: RunningProcess): Promise<void> {
    while (isRunning(running) && this.#isStarting(running)) {
      if (await isReady(this.spec.ready)) {
        if (this.#isStarting(running)) this.#become({ state: 'ready', pid: running.pid });
        return;
      }
      await delay(POLL_MS);
    }
  }

  #isStarting({ pid }: RunningProcess): boolean {
    return this.status.pid === pid && this.status.state === 'starting';
  }

  #become(change: Pick<ProcessStatus, 'state'> & Partial<ProcessStatus>): void {
    const { restarts, lastEnd } = this.status;
    this.status = { restarts, ...(lastEnd && { lastEnd }), since: new Date().toISOString(), ...change };
    this.#surroundings.changed();
  }
}

async function launch(spec: ProcessSpec, runDirectory: string): Promise<RunningProcess> {
  // Somebody else's server would be taken for this one.
  if (await acceptsConnections(portOf(spec))) throw new Error(`port ${portOf(spec)} is taken by another process`);
  if (spec.postgresData) await clearStaleLock(spec.postgresData);
  // The process writes to the file itself, not through a pipe: it outlives its supervisor.
  const log = openSync(join(runDirectory, 'log', `${spec.name}.log`), 'a', 0o600);
  try {
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: { ...inheritedEnvironment(), ...spec.env, ...processMark(runDirectory, spec.name, specDigest(spec)) },
      detached: true,
      stdio: ['ignore', log, log],
    });
    const ended = new Promise<string>((resolve, reject) => {
      child.on('error', reject).on('exit', (code, signal) => resolve(signal ?? `status ${code}`));
    });
    ended.catch(() => {});
    // Without a pid there is no process, and `ended` says why.
    if (child.pid === undefined) throw new Error(await ended);
    return { pid: child.pid, startTicks: readProcess(child.pid)?.startTicks ?? '', ended };
  } finally {
    closeSync(log);
  }
}

async function end(running: RunningProcess, spec: ProcessSpec): Promise<string> {
  signalProcess(running, spec.stopSignal);
  const inTime = await Promise.race([running.ended, delay(spec.stopWithinMs, undefined, { ref: false })]);
  if (inTime !== undefined) return inTime;
  signalProcess(running, 'SIGKILL');
  return running.ended;
}

/** Signals a process unless it has ended; its pid may be another's by now. */
export function signalProcess(process_: { pid: number; startTicks: string }, signal: NodeJS.Signals): void {
  if (isRunning(process_)) process.kill(process_.pid, signal);
}

/** Resolves once a process that is not our child has ended. */
export async function untilGone(process_: { pid: number; startTicks: string }): Promise<string> {
  while (isRunning(process_)) await delay(POLL_MS);
  return 'ended';
}

function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

export interface ProcessStatus {
  state: 'waiting' | 'starting' | 'ready' | 'pausing' | 'stopped';
  pid?: number;
  /** Starts after the first one under this supervisor. */
  restarts: number;
  /** When the state began, ISO 8601. */
  since: string;
  /** Exit status or signal of the last run. */
  lastEnd?: string;
}

type RunningProcess = { pid: number; startTicks: string; ended: Promise<string> };
