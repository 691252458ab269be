import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

/** The root folder of this checkout. */
export const CHECKOUT = resolve(import.meta.dirname, '../../..');

/** What was downloaded and may be downloaded again; shared by everything that runs from this checkout. */
export const TOOLS = join(CHECKOUT, '.tools');

/**
 * The folder of the local federation: state, logs, secrets. `NECIPS_RUN` names another one, relative to the checkout. Throws
 * for a folder that holds the checkout, because all of it is deleted on request.
 */
export function runDirectory(env: NodeJS.ProcessEnv): string {
  const directory = resolve(CHECKOUT, env.NECIPS_RUN || '.run');
  if (`${CHECKOUT}/`.startsWith(`${directory}/`) || directory === '/')
    throw new Error(`${directory} holds the checkout`);
  return directory;
}

/** The folder of the infrastructure that tests share. */
export const TEST_RUN = join(CHECKOUT, '.run/test');

/** Short name that is unique to a path on this machine; for sockets and folders outside the checkout. */
export function pathDigest(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}
