import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { processMark } from './marked-process.ts';

const PROGRAMS = { supervisor: 'main.ts', guardian: 'guardian.ts' };

/** Starts the supervisor or its guardian in the background, free of the terminal and of the process that starts it. */
export function spawnTwin(runDirectory: string, role: keyof typeof PROGRAMS): void {
  mkdirSync(join(runDirectory, 'log'), { recursive: true });
  const log = openSync(join(runDirectory, 'log', `${role}.log`), 'a', 0o600);
  const child = spawn(process.execPath, [join(import.meta.dirname, PROGRAMS[role]), runDirectory], {
    cwd: '/',
    env: { ...process.env, ...processMark(runDirectory, role, '') },
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.on('error', (error) => console.error(error));
  child.unref();
  closeSync(log);
}
