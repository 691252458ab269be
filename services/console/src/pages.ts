import { existsSync, globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const FOLDER = join(import.meta.dirname, '../dist');
const MEDIA_TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

/** The built pages, read once and kept in memory: a few megabytes. Throws where they were not built. */
export function loadPages(folder = FOLDER): Pages {
  const file = join(folder, 'index.html');
  if (!existsSync(file))
    throw new Error(`the pages are not built: no ${file}; run pnpm --filter @necips/console build`);
  const index = readFileSync(file, 'utf8');
  const assets = new Map<string, Asset>();
  for (const path of globSync('**/*.*', { cwd: folder })) {
    const type = MEDIA_TYPES[extname(path)];
    if (!type) continue;
    const plain = readFileSync(join(folder, path));
    assets.set(path, { type, plain, gzip: gzipSync(plain, { level: 9 }) });
  }
  return { index, assets, chunksOf: readChunks(folder) };
}

/** Files of each page's own, out of the build's manifest: script and styles besides those that every page has. */
function readChunks(folder: string): (source: string) => readonly string[] {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest;
  const filesOf = (key: string, seen: Set<string>): Set<string> => {
    const chunk = manifest[key];
    if (!chunk || seen.has(chunk.file)) return seen;
    seen.add(chunk.file);
    for (const imported of chunk.imports ?? []) filesOf(imported, seen);
    return seen;
  };
  const common = filesOf('index.html', new Set());
  return (source) => [...filesOf(source, new Set())].filter((file) => !common.has(file));
}

type Manifest = Readonly<Record<string, { file: string; imports?: readonly string[] }>>;

export interface Pages {
  /** The document of every page, with `__NONCE__`, `__SITE__` and `<!--__PRELOADS__-->` to be put in. */
  readonly index: string;
  /** By path below `/`. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** Scripts that a page's source is built into, besides those of every page; paths below `/`. None for what is no page's. */
  readonly chunksOf: (source: string) => readonly string[];
}

interface Asset {
  type: string;
  plain: Buffer;
  gzip: Buffer;
}
