import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SignedMark } from '../domain/right-to-sign.ts';

/** Reads the fsynced mark; undefined where there is no file. Throws where the file is not one of ours. */
export async function readSignedMark(path: string): Promise<SignedMark | undefined> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (content === undefined) return undefined;
  const { origin, generation, size, root } = JSON.parse(content) as StoredMark;
  const mark = { origin, generation, size, root: Buffer.from(root, 'base64') };
  const isWhole = typeof origin === 'string' && Number.isSafeInteger(generation) && Number.isSafeInteger(size);
  if (!isWhole || mark.root.length !== 32) throw new Error(`${path} does not hold a signed size and root`);
  return mark;
}

/**
 * Replaces the mark. When this returns, it survives a power cut; a crash half way leaves the one before. The folder is never
 * created here: a volume that is not mounted must not look like a log that never signed.
 */
export async function writeSignedMark(path: string, { origin, generation, size, root }: SignedMark): Promise<void> {
  const stored: StoredMark = { origin, generation, size, root: Buffer.from(root).toString('base64') };
  const folder = dirname(path);
  const written = `${path}.new`;
  await using file = await open(written, 'w', 0o600);
  await file.writeFile(`${JSON.stringify(stored)}\n`);
  await file.sync();
  await rename(written, path);
  // The name must be on the disk too, not only the content.
  await using directory = await open(folder, 'r');
  await directory.sync();
}

interface StoredMark {
  origin: string;
  generation: number;
  size: number;
  /** Base64. */
  root: string;
}
