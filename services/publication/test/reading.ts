import { decodeEntryBundle, entryBundlePath, leafHash, TILE_WIDTH, tileHashReader, tilePath } from '@necips/tlog';
import type { Published } from './province.ts';

/** All leaves below `size`, read as an auditor reads them. */
export async function readEntries(published: Pick<Published, 'get'>, size: number): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const bundle = await getBytes(published, entryBundlePath(index, width));
    if (!bundle) throw new Error(`no entry bundle ${index} of width ${width}`);
    entries.push(...decodeEntryBundle(bundle, width));
  }
  return entries;
}

/** Leaf hashes below `size`. */
export async function readLeafHashes(published: Pick<Published, 'get'>, size: number): Promise<Uint8Array[]> {
  return (await readEntries(published, size)).map(leafHash);
}

/** Nodes of the tree, from its tiles over HTTP. */
export function readTree(published: Pick<Published, 'get'>, size: number) {
  return tileHashReader(({ level, index, width }) => getBytes(published, tilePath(level, index, width)), size);
}

/** A resource of the log; undefined where there is none. */
export async function getBytes({ get }: Pick<Published, 'get'>, path: string): Promise<Uint8Array | undefined> {
  const response = await get(`/log/${path}`);
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
