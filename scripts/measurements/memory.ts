import { readFileSync } from 'node:fs';
import { runningProcesses } from '@necips/testbed';

/** Peak resident memory of every process of the federation in MB, as the kernel has kept it. */
export function peakMemories(): Record<string, number> {
  const peaks = runningProcesses().map(({ name, pid }) => [name, peakMegabytes(pid)] as const);
  return Object.fromEntries(peaks.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

function peakMegabytes(pid: number): number | undefined {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
