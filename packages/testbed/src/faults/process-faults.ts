import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../sample/random.ts';
import { awaitReady, runningProcesses } from '../supervisor/control.ts';
import { findMarkedProcesses } from '../supervisor/marked-process.ts';
import { signalProcess } from '../supervisor/supervised-process.ts';
import type { Fault } from './schedule.ts';

const BACK_MS_MAX = 180_000;
const POLL_MS = 100;
const FREEZE_MS_MIN = 2_000;
const FREEZE_MS_MAX = 6_000;
/** They watch over the others and are not among those that the supervisor reports on. */
const WATCHERS = new Set(['supervisor', 'guardian']);

/** Every process of the run folder killed with -9 once, and Kafka and PostgreSQL restarted in good order. */
export function processFaults(runDirectory: string): Fault[] {
  const names = runningProcesses(runDirectory).map(({ name }) => name);
  const kills = names.map((name) => ({
    kind: `kill ${serviceOf(name)}`,
    run: () => replace(runDirectory, name, 'SIGKILL'),
  }));
  return [
    ...kills,
    { kind: 'restart kafka', run: () => replace(runDirectory, 'kafka', 'SIGTERM') },
    { kind: 'restart postgres', run: () => replace(runDirectory, 'postgres', 'SIGINT') },
  ];
}

/** A service that stops where it is and goes on later, as on a machine that swaps. */
export function freezeFaults(runDirectory: string, random: Random): Fault[] {
  const services = runningProcesses(runDirectory).filter(({ name }) => name.includes('-'));
  return services.map(({ name }) => ({
    kind: `freeze ${serviceOf(name)}`,
    run: async () => {
      const frozen = findMarkedProcesses(runDirectory).find((process) => process.name === name);
      if (!frozen) return;
      signalProcess(frozen, 'SIGSTOP');
      await delay(FREEZE_MS_MIN + random.below(FREEZE_MS_MAX - FREEZE_MS_MIN));
      signalProcess(frozen, 'SIGCONT');
    },
  }));
}

/** Ends a process and waits until its successor serves. */
async function replace(runDirectory: string, name: string, signal: NodeJS.Signals): Promise<void> {
  const victim = findMarkedProcesses(runDirectory).find((process) => process.name === name);
  // It may have ended by itself, as whatever lies on a full disk does.
  if (victim) signalProcess(victim, signal);
  const deadline = Date.now() + BACK_MS_MAX;
  while (!runningProcesses(runDirectory).some((process) => process.name === name && process.pid !== victim?.pid)) {
    if (Date.now() > deadline) throw new Error(`${name} did not come back`);
    await delay(POLL_MS);
  }
  if (!WATCHERS.has(name)) await awaitReady(runDirectory, [name], BACK_MS_MAX);
}

/** `330000-collection` → `collection`. */
function serviceOf(name: string): string {
  return name.split('-').at(-1) ?? name;
}
