import { readdirSync, readFileSync } from 'node:fs';

/**
 * A running process that was started for a run folder. It is recognised by an environment variable that it was given, not by
 * a pid file: a pid may be reused and a file may be missing or stale, the variable lives and dies with the process.
 */
export interface MarkedProcess {
  pid: number;
  /** Start time in clock ticks since boot; with the pid it names one process for ever. */
  startTicks: string;
  name: string;
  /** Digest of the spec it was started from. */
  digest: string;
}

const MARK = 'NECIPS_PROCESS';

/** The variable that marks a process. */
export function processMark(runDirectory: string, name: string, digest: string): Record<string, string> {
  return { [MARK]: `${runDirectory}#${name}#${digest}` };
}

/** The processes of a run folder that are alive; of a process and its children only the topmost. */
export function findMarkedProcesses(runDirectory: string): MarkedProcess[] {
  const found = new Map<number, MarkedProcess & { parent: number }>();
  for (const entry of readdirSync('/proc')) {
    const status = /^\d+$/.test(entry) ? readProcess(Number(entry)) : undefined;
    const mark = readMark(entry);
    if (!status || !mark?.startsWith(`${runDirectory}#`)) continue;
    const [name = '', digest = ''] = mark.slice(runDirectory.length + 1).split('#');
    found.set(Number(entry), { pid: Number(entry), name, digest, ...status });
  }
  return [...found.values()].filter(({ parent, name }) => found.get(parent)?.name !== name);
}

/** Whether this very process still runs; a zombie does not. */
export function isRunning(process: { pid: number; startTicks: string }): boolean {
  return readProcess(process.pid)?.startTicks === process.startTicks;
}

/** Start time and parent of a process; undefined where there is none or it is a zombie. */
export function readProcess(pid: number): { startTicks: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name may hold blanks and brackets, so the fields are counted from its last bracket.
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTicks = rest[17];
    if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
    return { startTicks, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

function readMark(pid: string): string | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return variables.find((variable) => variable.startsWith(`${MARK}=`))?.slice(MARK.length + 1);
  } catch {
    return undefined; // Another user's process, or one that has just ended.
  }
}
