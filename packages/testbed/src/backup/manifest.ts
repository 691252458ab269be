import { join } from 'node:path';
import type { ServiceName } from '../federation/service-migrations.ts';
import { readJson } from '../files.ts';

/** What a backup holds; `manifest.json` in its folder. It is written last, so that a backup which has one is whole. */
export interface Manifest {
  format: 1;
  /** Six digits; 100000 for the centre. */
  node: string;
  /** ISO 8601; nothing that happened before is missing. */
  takenAt: string;
  databases: { service: ServiceName; file: string; bytes: number; sha256: string }[];
  /** Copies below `keys/`. */
  keys: string[];
  /** Logs at that time: the node's own, or all that the centre had verified. */
  logs: { node: string; generation: number; size: number; root: string }[];
  /** False where publication had not published everything that collection had recorded when the backup was taken. */
  isSettled: boolean;
}

/** The manifest of a backup. Throws where the folder holds none. */
export function readManifest(folder: string): Manifest {
  const manifest = readJson<Manifest>(join(folder, 'manifest.json'));
  if (manifest?.format !== 1) throw new Error(`${folder} holds no backup`);
  return manifest;
}
