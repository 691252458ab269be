import { TILE_LEVEL_MAX, TILE_WIDTH, type TileAddress } from './tile.ts';

/** C2SP path of a tile below the log's prefix, e.g. `tile/0/x001/x234/067` or `tile/1/000.p/17`. Throws RangeError. */
export function tilePath(level: number, index: number, width = TILE_WIDTH): string {
  if (!Number.isInteger(level) || level < 0 || level > TILE_LEVEL_MAX)
    throw new RangeError(`${level} is not a tile level`);
  return `tile/${level}/${numberedPath(index, width)}`;
}

/** C2SP path of an entry bundle below the log's prefix, e.g. `tile/entries/x001/067.p/3`. Throws RangeError. */
export function entryBundlePath(index: number, width = TILE_WIDTH): string {
  return `tile/entries/${numberedPath(index, width)}`;
}

/** Reads a path as `tilePath` or `entryBundlePath` writes it; undefined for any other spelling. */
export function parseTilePath(path: string): ParsedTilePath | undefined {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (match === null) return undefined;
  const [, kind = '', groups = '', partial] = match;
  const index = Number(groups.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  if (!Number.isSafeInteger(index) || width < 1 || width > TILE_WIDTH) return undefined;
  const parsed: ParsedTilePath =
    kind === 'entries' ? { kind, index, width } : { kind: 'hashes', level: Number(kind), index, width };
  // Only the one canonical spelling may name a resource: formatting it again catches superfluous zeros, `.p/256`, level 64.
  if (parsed.kind === 'hashes' && parsed.level > TILE_LEVEL_MAX) return undefined;
  const canonical = parsed.kind === 'entries' ? entryBundlePath(index, width) : tilePath(parsed.level, index, width);
  return canonical === path ? parsed : undefined;
}

function numberedPath(index: number, width: number): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`${index} is not a tile index`);
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) throw new RangeError(`${width} is not a tile width`);
  let path = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  }
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

export type ParsedTilePath =
  | ({ readonly kind: 'hashes' } & TileAddress)
  | { readonly kind: 'entries'; readonly index: number; readonly width: number };
