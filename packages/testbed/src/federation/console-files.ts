import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeJson } from '../files.ts';
import { ensureCentreKey, ensureLogKey } from './log-key.ts';

const CENTRE = '100000';
const SESSION_KEY_BYTES = 32;

/** Where a node's console keeps the key of its sessions and the keys that readers check proofs under. */
export function consoleFiles(runDirectory: string, node: string): { sessionKeyFile: string; pinnedKeysFile: string } {
  const directory = join(runDirectory, 'consoles', node);
  return { sessionKeyFile: join(directory, 'session.key'), pinnedKeysFile: join(directory, 'pinned-keys.json') };
}

/**
 * Makes the session key unless there is one, and writes the pinned keys: the centre's, and those of all nodes at the centre, of
 * its own at a node.
 */
export function ensureConsoleFiles(runDirectory: string, node: string, nodes: readonly string[]): void {
  const { sessionKeyFile, pinnedKeysFile } = consoleFiles(runDirectory, node);
  mkdirSync(join(sessionKeyFile, '..'), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(sessionKeyFile, randomBytes(SESSION_KEY_BYTES), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const pinned = node === CENTRE ? nodes : [node];
  writeJson(pinnedKeysFile, {
    centre: ensureCentreKey(runDirectory),
    nodes: pinned.map((code) => ({ node: code, keys: [ensureLogKey(runDirectory, code)] })),
  });
}
