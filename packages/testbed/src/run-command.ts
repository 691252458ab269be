import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a command to its end without blocking; its errors are shown, what it prints is not. Rejects unless it ends well. */
export async function runCommand(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code, signal] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ended with ${signal ?? `status ${code}`}`);
}
