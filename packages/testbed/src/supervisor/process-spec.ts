import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from '../files.ts';

/** One process that the supervisor keeps running. */
export interface ProcessSpec {
  /** Unique; also the name of its log. */
  name: string;
  command: string;
  args: string[];
  cwd: string;
  /** Added to the few variables that every process inherits. */
  env: Record<string, string>;
  /** Names of processes that must be ready before this one starts. */
  after: string[];
  /** Ready when the port accepts a connection, or when the URL answers 200. */
  ready: { port: number } | { url: string };
  stopSignal: 'SIGTERM' | 'SIGINT';
  /** Milliseconds after which it is killed. */
  stopWithinMs: number;
  /** Its PostgreSQL data folder, cleared of a dead server's lock before every start. */
  postgresData?: string;
}

/** Every process of a run folder, in the order in which they were named. */
export function readProcessSpecs(runDirectory: string): ProcessSpec[] {
  return readJson<ProcessSpec[]>(processesPath(runDirectory)) ?? [];
}

/** Adds the specs to those of the run folder; one with a known name replaces it in its place. */
export function mergeProcessSpecs(runDirectory: string, specs: readonly ProcessSpec[]): void {
  const merged = new Map(readProcessSpecs(runDirectory).map((spec) => [spec.name, spec]));
  for (const spec of specs) merged.set(spec.name, spec);
  writeJson(processesPath(runDirectory), [...merged.values()]);
}

/** Takes processes out of those of the run folder; answers their specs. */
export function dropProcessSpecs(runDirectory: string, names: readonly string[]): ProcessSpec[] {
  const specs = readProcessSpecs(runDirectory);
  writeJson(
    processesPath(runDirectory),
    specs.filter(({ name }) => !names.includes(name)),
  );
  return specs.filter(({ name }) => names.includes(name));
}

/** From now on the run folder has no processes. */
export function forgetProcessSpecs(runDirectory: string): void {
  rmSync(processesPath(runDirectory), { force: true });
}

/** Changes whenever anything in the spec does, so that a running process is known to be out of date. */
export function specDigest(spec: ProcessSpec): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 12);
}

function processesPath(runDirectory: string): string {
  return join(runDirectory, 'processes.json');
}
