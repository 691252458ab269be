import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { databaseName, type LocalFederation } from '@necips/testbed';
import { equalBytes, leafHash, TileWriter, tilePath } from '@necips/tlog';
import { listPinnedNodes, type PinnedNode } from '../verify-copy/centre.ts';
import { PublicLog } from '../verify-copy/public-log.ts';
import { openDatabase } from './databases.ts';

const FSCK_SECONDS_MAX = 3_600;

/**
 * Verifies a province's whole log from its URL alone: every entry bundle hashed again, every full tile compared, the root held
 * against the signed checkpoint. Beside it Tessera's fsck, where TESSERA_FSCK names it, which does the same work on the same log.
 */
export async function logVerification(
  federation: LocalFederation,
  node: string,
): Promise<Record<string, number | string>> {
  const pinned = await findPinned(federation, node);
  const started = performance.now();
  const { leaves, tiles } = await verifyLog(new PublicLog(pinned), pinned.logUrl);
  const seconds = (performance.now() - started) / 1_000;
  const ours = { leaves, tiles, seconds: round(seconds), leavesPerSecond: Math.round(leaves / seconds) };
  const fsck = process.env['TESSERA_FSCK'];
  if (!fsck) return { ...ours, fsck: 'DID NOT RUN: TESSERA_FSCK names no fsck of Tessera' };
  const fsckSeconds = await runFsck(fsck, pinned);
  return { ...ours, fsckSeconds: round(fsckSeconds), speedOfFsck: round(fsckSeconds / seconds) };
}

async function verifyLog(log: PublicLog, url: string): Promise<{ leaves: number; tiles: number }> {
  const { size, root } = await log.checkpoint();
  const tree = new TileWriter();
  let tiles = 0;
  for await (const leaf of log.leaves(0, size)) {
    tree.append(leafHash(leaf));
    for (const { level, index, hashes } of tree.takeFullTiles()) {
      const response = await fetch(`${url}/${tilePath(level, index)}`);
      const stored = new Uint8Array(await response.arrayBuffer());
      if (!equalBytes(stored, hashes)) throw new Error(`tile ${level}/${index} is not that of the leaves`);
      tiles += 1;
    }
  }
  if (!equalBytes(tree.root(), root)) throw new Error('the leaves do not lead to the signed root');
  return { leaves: size, tiles };
}

async function runFsck(fsck: string, { logUrl, logKey }: PinnedNode): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'necips-fsck-'));
  try {
    await writeFile(join(folder, 'log.pub'), logKey);
    const started = performance.now();
    const log = ['--storage_url', `${logUrl}/`, '--public_key', join(folder, 'log.pub'), '--ui=false'];
    await promisify(execFile)(fsck, log, { timeout: FSCK_SECONDS_MAX * 1_000 });
    return (performance.now() - started) / 1_000;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function findPinned(federation: LocalFederation, node: string): Promise<PinnedNode> {
  const sql = openDatabase(federation, databaseName('100000', 'aggregation'));
  try {
    const pinned = (await listPinnedNodes(sql)).find(({ code }) => code === node);
    if (!pinned) throw new Error(`node ${node} is not enrolled`);
    return pinned;
  } finally {
    await sql.end();
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
