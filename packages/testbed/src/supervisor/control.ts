import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runDirectory } from '../checkout.ts';
import { readJson } from '../files.ts';
import { findMarkedProcesses } from './marked-process.ts';
import {
  dropProcessSpecs,
  forgetProcessSpecs,
  mergeProcessSpecs,
  type ProcessSpec,
  readProcessSpecs,
  specDigest,
} from './process-spec.ts';
import { findHolder } from './role.ts';
import { spawnTwin } from './spawn-twin.ts';
import type { SupervisionState } from './supervise.ts';
import { type ProcessStatus, signalProcess, untilGone } from './supervised-process.ts';

const POLL_MS = 50;

/** Has the supervisor keep these processes running from now on; starts the supervisor where there is none. */
export async function superviseProcesses(runDirectory: string, specs: readonly ProcessSpec[]): Promise<void> {
  // Where nothing runs, what ran before is named again by whoever brings it up, perhaps on other ports.
  if (!isAnythingRunning(runDirectory)) forgetProcessSpecs(runDirectory);
  mergeProcessSpecs(runDirectory, specs);
  using holder = await findHolder(runDirectory, 'supervisor');
  if (holder) process.kill(holder.pid, 'SIGHUP');
  else spawnTwin(runDirectory, 'supervisor');
}

/**
 * Stops these processes and lets them be: nobody starts them again until they are supervised again. Answers their specs. Rejects,
 * naming them, where some still run after `timeoutMs`.
 */
export async function releaseProcesses(
  runDirectory: string,
  names: readonly string[],
  timeoutMs: number,
): Promise<ProcessSpec[]> {
  const released = dropProcessSpecs(runDirectory, names);
  using supervisor = await findHolder(runDirectory, 'supervisor');
  if (supervisor) process.kill(supervisor.pid, 'SIGHUP');
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const left = findMarkedProcesses(runDirectory).filter(({ name }) => names.includes(name));
    if (left.length === 0) return released;
    if (Date.now() > deadline) {
      mergeProcessSpecs(runDirectory, released);
      throw new Error(`still running after ${timeoutMs / 1000} s: ${left.map(({ name }) => name).join(', ')}`);
    }
    // Where there is no supervisor, nobody else stops them.
    if (!supervisor) for (const each of left) signalProcess(each, 'SIGTERM');
    await delay(POLL_MS);
  }
}

/** Resolves once the processes are ready as they are specified now; rejects, naming those that are not, after `timeoutMs`. */
export async function awaitReady(runDirectory: string, names: readonly string[], timeoutMs: number): Promise<void> {
  const specs = readProcessSpecs(runDirectory).filter(({ name }) => names.includes(name));
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const states = readJson<SupervisionState>(join(runDirectory, 'state.json'))?.processes ?? {};
    // The state may be that of a supervisor that no longer lives, or of a process that is about to be replaced.
    const living = new Map(findMarkedProcesses(runDirectory).map((process) => [process.name, process]));
    const missing = specs.filter((spec) => {
      const process = living.get(spec.name);
      const status = states[spec.name];
      return status?.state !== 'ready' || status.pid !== process?.pid || process?.digest !== specDigest(spec);
    });
    if (missing.length === 0) return;
    if (Date.now() > deadline) {
      const described = missing.map(({ name }) => describe(name, states[name], runDirectory));
      throw new Error(`not ready after ${timeoutMs / 1000} s: ${described.join('; ')}`);
    }
    await delay(POLL_MS);
  }
}

/** Ends the supervisor, its guardian and all processes of the run folder; nothing happens where nothing runs. */
export async function stopProcesses(runDirectory: string): Promise<void> {
  using supervisor = await findHolder(runDirectory, 'supervisor');
  if (supervisor) {
    process.kill(supervisor.pid, 'SIGTERM');
    await supervisor.gone;
  }
  const specs = readProcessSpecs(runDirectory);
  // Without a supervisor its processes may still run. The guardian goes first, or it would start another supervisor.
  const order = ['guardian', 'supervisor', ...specs.map(({ name }) => name).reverse()];
  const leftovers = findMarkedProcesses(runDirectory).sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  for (const leftover of leftovers) {
    const spec = specs.find(({ name }) => name === leftover.name);
    signalProcess(leftover, spec?.stopSignal ?? 'SIGTERM');
    const killer = setTimeout(() => signalProcess(leftover, 'SIGKILL'), spec?.stopWithinMs ?? 5_000);
    await untilGone(leftover);
    clearTimeout(killer);
  }
  rmSync(join(runDirectory, 'state.json'), { force: true });
}

/** Whether a supervisor or anything it started runs for the folder. */
export function isAnythingRunning(runDirectory: string): boolean {
  return findMarkedProcesses(runDirectory).length > 0;
}

/** Every living process of a run folder, by name; by default of the federation that runs from this checkout. */
export function runningProcesses(directory: string = runDirectory(process.env)): { name: string; pid: number }[] {
  return findMarkedProcesses(directory).map(({ name, pid }) => ({ name, pid }));
}

function describe(name: string, status: ProcessStatus | undefined, runDirectory: string): string {
  const end = status?.lastEnd ? `, last ended by ${status.lastEnd}` : '';
  return `${name} (${status?.state ?? 'unknown'}${end}; see ${join(runDirectory, 'log', `${name}.log`)})`;
}
