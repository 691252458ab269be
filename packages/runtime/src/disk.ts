import { statfs } from 'node:fs/promises';
import type { Metrics } from './metrics.ts';
import type { Sql } from './postgres/index.ts';

/** A size that is asked for again within this time is not measured again. */
const FRESH_MS = 10_000;
/** Below this share of a file system an operator should act. */
const SCARCE_SHARE = 0.1;

/** What is left on the file systems that a service depends on. */
export interface DiskStatus {
  /** Bytes free on the watched file system that has the least share left; null where none is watched or can be seen. */
  freeBytes: number | null;
  /** Size of that file system, in bytes. */
  totalBytes: number | null;
  /** Size of the service's database, in bytes; null while the database is away. */
  databaseBytes: number | null;
  /** In words. */
  reason: string;
}

/** Answers how the disks stand; measured at most every few seconds. Never rejects. */
export type ReadDisk = () => Promise<DiskStatus>;

/**
 * Watches the file systems that hold these paths, and the size of the database. `paths` are named by the operator: where the
 * database runs on another machine none of its disks can be seen from here.
 */
export function watchDisk(sql: Sql, paths: readonly string[], metrics: Metrics): ReadDisk {
  let last: { at: number; status: Promise<DiskStatus> } | undefined;
  const read = () => {
    if (!last || performance.now() - last.at > FRESH_MS) last = { at: performance.now(), status: measure(sql, paths) };
    return last.status;
  };
  const sizes = { free: 'freeBytes', total: 'totalBytes' } as const;
  for (const [name, member] of Object.entries(sizes)) {
    metrics.gauge(
      `disk_${name}_bytes`,
      `Watched file system with the least share left: bytes ${name}`,
      [],
      async function () {
        const bytes = (await read())[member];
        if (bytes === null) this.remove();
        else this.set(bytes);
      },
    );
  }
  metrics.gauge('database_bytes', 'Size of the database, in bytes', [], async function () {
    const { databaseBytes } = await read();
    if (databaseBytes !== null) this.set(databaseBytes);
  });
  return read;
}

async function measure(sql: Sql, paths: readonly string[]): Promise<DiskStatus> {
  const [databaseBytes, ...disks] = await Promise.all([sizeOfDatabase(sql), ...paths.map(sizeOfDisk)]);
  const seen = disks.filter((disk) => disk !== null);
  const [scarcest] = seen.sort((a, b) => a.freeBytes / a.totalBytes - b.freeBytes / b.totalBytes);
  const { freeBytes, totalBytes } = scarcest ?? { freeBytes: null, totalBytes: null };
  return { freeBytes, totalBytes, databaseBytes, reason: describe(freeBytes, totalBytes) };
}

async function sizeOfDatabase(sql: Sql): Promise<number | null> {
  const rows = await sql<{ bytes: number }[]>`select pg_database_size(current_database()) as bytes`.catch(() => []);
  return rows[0]?.bytes ?? null;
}

async function sizeOfDisk(path: string): Promise<{ freeBytes: number; totalBytes: number } | null> {
  const found = await statfs(path).catch(() => null);
  if (!found || found.blocks === 0) return null;
  return { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
}

function describe(freeBytes: number | null, totalBytes: number | null): string {
  if (freeBytes === null || totalBytes === null)
    return '未配置或无法读取磁盘路径 (no disk is watched, or none can be seen)';
  const left = `剩余 ${percent(freeBytes / totalBytes)}`;
  return freeBytes < totalBytes * SCARCE_SHARE
    ? `磁盘空间不足，${left} (the disk is nearly full)`
    : `磁盘空间充足，${left} (enough disk is left)`;
}

function percent(share: number): string {
  return `${Math.floor(share * 1_000) / 10}%`;
}
