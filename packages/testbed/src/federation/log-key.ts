import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKey } from '@necips/tlog';

const CENTRE_KEY_NAME = 'necips.local/centre';

/** Where a node's publication keeps its log's private key and the mark of what it has signed. */
export interface LogFiles {
  keyFile: string;
  stateFile: string;
}

/** Where a node's collection keeps the key of its tombstones. */
export function tombstoneKeyFile(runDirectory: string, node: string): string {
  return join(runDirectory, 'nodes', node, 'tombstone.key');
}

/** Where a node's collection keeps the key under which it seals what never leaves the node. */
export function sealingKeyFile(runDirectory: string, node: string): string {
  return join(runDirectory, 'nodes', node, 'sealing.key');
}

/** Makes the keys of a node's collection, 32 random bytes each, unless they are there; an existing one is never replaced. */
export function ensureCollectionKeys(runDirectory: string, node: string): void {
  ensureRandomKey(tombstoneKeyFile(runDirectory, node));
  ensureRandomKey(sealingKeyFile(runDirectory, node));
}

function ensureRandomKey(file: string): void {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

const KEY_BYTES = 32;

/** Origin of a node's log: its name in every checkpoint and in its key. */
export function logOrigin(node: string): string {
  return `necips.local/${node}`;
}

/** The files of a node's log. */
export function logFiles(runDirectory: string, node: string): LogFiles {
  const directory = join(runDirectory, 'nodes', node);
  return { keyFile: join(directory, 'log.key'), stateFile: join(directory, 'log-state.json') };
}

/** The centre's private key, with which it cosigns what it has verified. */
export function centreKeyFile(runDirectory: string): string {
  return join(runDirectory, 'centre', 'centre.key');
}

/** Makes the centre's key unless there is one. Answers the verifier key, which outsiders pin. */
export function ensureCentreKey(runDirectory: string): string {
  return ensureKey(centreKeyFile(runDirectory), CENTRE_KEY_NAME);
}

/**
 * Makes a node's signing key unless there is one; an existing one is never replaced. Answers the verifier key, which is what
 * the centre pins.
 */
export function ensureLogKey(runDirectory: string, node: string): string {
  return ensureKey(logFiles(runDirectory, node).keyFile, logOrigin(node));
}

function ensureKey(keyFile: string, name: string): string {
  const verifierFile = `${keyFile}.pub`;
  mkdirSync(join(keyFile, '..'), { recursive: true, mode: 0o700 });
  try {
    return readFileSync(verifierFile, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { signerKey, verifierKey } = makeKey(name);
  // The public half is written last: where it exists, so does the other.
  writeFileSync(keyFile, `${signerKey}\n`, { mode: 0o600 });
  chmodSync(keyFile, 0o600);
  writeFileSync(verifierFile, `${verifierKey}\n`);
  return verifierKey;
}
