import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { LocalFederation } from '@necips/testbed';
import { temporaryDatabase } from './databases.ts';

/** Loads a CSV file with PostgreSQL's own COPY into one table with an index on the code; returns rows a second. */
export async function rawCopyRate(federation: LocalFederation, file: string): Promise<number> {
  await using database = await temporaryDatabase(federation, 'copy');
  const { sql } = database;
  await sql.unsafe(`create table raw_copy (name text, code text, established_on text, type text, legal_representative text,
    capital text, business_scope text, province text, region text, address text);
    create index on raw_copy (code)`);
  const started = performance.now();
  const sink = await sql`copy raw_copy from stdin (format csv, header)`.writable();
  const source = createReadStream(file);
  if (file.endsWith('.gz')) await pipeline(source, createGunzip(), sink);
  else await pipeline(source, sink);
  const seconds = (performance.now() - started) / 1000;
  const [counted] = await sql<{ rows: number }[]>`select count(*) as rows from raw_copy`;
  return Math.round((counted?.rows ?? 0) / seconds);
}
