import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readProcess } from '../supervisor/marked-process.ts';

const POLL_MS = 50;

/**
 * Removes the lock that a killed PostgreSQL server left in its data folder, once nothing works on the folder any more. The
 * server itself would take a zombie of its pid for a living one and refuse to start, and refuse as long as one of the dead
 * server's backends still runs a statement; such a backend is ended, its transaction is lost in any case. Rejects when the
 * server lives.
 */
export async function clearStaleLock(dataDirectory: string): Promise<void> {
  const lock = join(dataDirectory, 'postmaster.pid');
  const pid = readPid(lock);
  if (pid === undefined) return;
  const folder = realpathSync(dataDirectory);
  if (worksOn(pid, folder)) throw new Error(`PostgreSQL already runs on ${dataDirectory}`);
  for (let orphans = backends(folder); orphans.length > 0; orphans = backends(folder)) {
    for (const orphan of orphans) endQuietly(orphan);
    await delay(POLL_MS);
  }
  rmSync(lock, { force: true });
}

function readPid(lock: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(lock, 'latin1'), 10);
  } catch {
    return undefined;
  }
}

function backends(folder: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && worksOn(Number(entry), folder))
    .map(Number);
}

/** Whether this is a living process of the server on the folder: every one has the folder as its working directory. */
function worksOn(pid: number, folder: string): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/comm`, 'latin1').trim();
    return command === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === folder && readProcess(pid) !== undefined;
  } catch {
    return false;
  }
}

function endQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
