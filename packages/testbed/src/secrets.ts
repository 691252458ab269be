import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Answers the secret of this name, generated the first time it is asked for. Letters, digits, `-` and `_` only. */
export type Secrets = (name: string) => string;

/**
 * The secrets of a run folder, one file each below `secrets/`, readable by its owner only; they are never printed. Several
 * processes may ask for one at the same time: all get the same.
 */
export function openSecrets(runDirectory: string): Secrets {
  const directory = join(runDirectory, 'secrets');
  return (name) => {
    const path = join(directory, name);
    return read(path) ?? create(directory, path);
  };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function create(directory: string, path: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  mkdirSync(dirname(path), { recursive: true });
  const written = `${path}.${process.pid}`;
  writeFileSync(written, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  try {
    // Unlike a rename this fails where another process was first, and it never shows half a file.
    linkSync(written, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(written);
  }
  return readFileSync(path, 'utf8').trim();
}
