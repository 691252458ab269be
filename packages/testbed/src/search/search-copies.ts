import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { clusterDirectory } from '../postgres/cluster.ts';
import { withDatabase } from '../postgres/databases.ts';
import type { Needles } from './needles.ts';
import { listDatabases, searchDatabase } from './search-database.ts';
import { searchFiles } from './search-files.ts';
import { searchKafkaLog } from './search-kafka-log.ts';

/** One place where copies lie, and where exactly what was looked for was found. */
export interface SearchedPlace {
  place: string;
  found: boolean;
  /** Tables or files. */
  where: string[];
}

export interface SearchCopiesOptions {
  runDirectory: string;
  /** Connection URL of PostgreSQL's superuser. */
  postgresUrl: string;
  /** Further files and folders, e.g. of backups. */
  also: readonly string[];
}

/**
 * Looks for bytes in every copy that a local federation makes: each database through SQL, the files of PostgreSQL, Kafka's
 * segments with what is compressed in them, and all else in the run folder: logs, state, caches, what was left over.
 */
export async function* searchCopies(options: SearchCopiesOptions, needles: Needles): AsyncGenerator<SearchedPlace> {
  const { runDirectory, postgresUrl, also } = options;
  for (const name of await listDatabases(postgresUrl)) {
    yield place(`database ${name}`, await searchDatabase(withDatabase(postgresUrl, name), needles));
  }
  const cluster = clusterDirectory(runDirectory);
  const data = join(cluster, 'data');
  for (const part of existsSync(data) ? readdirSync(data).sort() : []) {
    yield place(`PostgreSQL ${part}`, await searchFiles(join(data, part), needles));
  }
  const kafka = join(runDirectory, 'kafka');
  const inBatches = (file: string) => searchKafkaLog(file, needles);
  yield place('Kafka', await searchFiles(kafka, needles, { alsoIn: inBatches }));
  const searched = new Set([cluster, kafka]);
  for (const part of existsSync(runDirectory) ? readdirSync(runDirectory).sort() : []) {
    const path = join(runDirectory, part);
    if (!searched.has(path)) yield place(`run folder: ${part}`, await searchFiles(path, needles));
  }
  for (const path of also) yield place(path, await searchFiles(path, needles));
}

function place(name: string, where: string[]): SearchedPlace {
  return { place: name, found: where.length > 0, where };
}
