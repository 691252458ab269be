/*
 * What this browser has checked before of each log: a server that shows an older tree, another tree of the same size, or other
 * keys than it once did, is found out by whoever has been here before.
 */

interface Remembered {
  size: number;
  root: string;
  keys: string[];
}

interface Checkpoint {
  size: number;
  /** Base64. */
  root: string;
}

/** Where a verified checkpoint does not go with what was seen before, in plain words. */
export function compareWithMemory(origin: string, keys: readonly string[], { size, root }: Checkpoint): string[] {
  const known = recall(origin);
  if (!known) return [];
  const faults: string[] = [];
  if (size < known.size) faults.push(`服务器出示的检查点比本浏览器先前核验过的更旧（${size} < ${known.size} 叶）`);
  if (size === known.size && root !== known.root) faults.push('同一大小的日志出现了两个不同的根，日志可能被篡改');
  if (!known.keys.every((key) => keys.includes(key))) faults.push('日志公钥与本浏览器先前核验时不同，且未包含原公钥');
  return faults;
}

/** Keeps the newest checkpoint that held. */
export function remember(origin: string, keys: readonly string[], { size, root }: Checkpoint): void {
  try {
    localStorage.setItem(nameOf(origin), JSON.stringify({ size, root, keys: [...keys] } satisfies Remembered));
  } catch {
    // A browser that keeps nothing checks all the same, only without memory.
  }
}

function recall(origin: string): Remembered | undefined {
  try {
    const text = localStorage.getItem(nameOf(origin));
    return text === null ? undefined : (JSON.parse(text) as Remembered);
  } catch {
    return undefined;
  }
}

function nameOf(origin: string): string {
  return `necips-log:${origin}`;
}
