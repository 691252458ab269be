import { lstatSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { holdsAny, type Needles } from './needles.ts';

const CHUNK_BYTES = 4 * 1_048_576;

/** Files below a folder, or the file itself, in which the bytes occur as they are. What vanishes while it is read is not there. */
export async function searchFiles(
  path: string,
  needles: Needles,
  { skip = () => false, alsoIn = async () => false }: SearchFilesOptions = {},
): Promise<string[]> {
  const found: string[] = [];
  for (const file of filesBelow(path, skip)) {
    const isHit = await fileHolds(file, needles).catch(whereVanished);
    if (isHit || (await alsoIn(file).catch(whereVanished))) found.push(file);
  }
  return found;
}

export interface SearchFilesOptions {
  /** Paths that are not looked into. */
  skip?: (path: string) => boolean;
  /** Another look at a file in which nothing was found, e.g. one that understands its compression. */
  alsoIn?: (file: string) => Promise<boolean>;
}

function* filesBelow(path: string, skip: (path: string) => boolean): Generator<string> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat || skip(path)) return;
  if (stat.isFile()) yield path;
  if (!stat.isDirectory()) return;
  for (const name of readdirSync(path).sort()) yield* filesBelow(join(path, name), skip);
}

/** Reads piece by piece, each with the end of the one before, so that nothing is missed between two. */
async function fileHolds(file: string, needles: Needles): Promise<boolean> {
  await using handle = await open(file, 'r');
  const overlap = needles.lengthMax - 1;
  const buffer = Buffer.alloc(overlap + CHUNK_BYTES);
  for (let kept = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, kept, CHUNK_BYTES);
    if (bytesRead === 0) return false;
    const end = kept + bytesRead;
    if (holdsAny(buffer.subarray(0, end), needles)) return true;
    const from = Math.max(0, end - overlap);
    buffer.copyWithin(0, from, end);
    kept = end - from;
  }
}

function whereVanished(error: NodeJS.ErrnoException): boolean {
  if (error.code === 'ENOENT') return false;
  throw error;
}
