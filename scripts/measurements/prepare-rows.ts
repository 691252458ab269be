import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generateRegistrations } from '@necips/testbed';

/** A CSV file of registrations to measure with; a generated one is deleted at the end. */
export interface Rows extends AsyncDisposable {
  file: string;
  bytes: number;
  /** Data rows; undefined where the file was given and nobody counted. */
  count: number | undefined;
}

// Each run numbers its subjects from somewhere else, so that a second run on the same federation is not all unchanged.
const RANGE = 800_000_000;

/** Generates rows, or takes the file that was named. */
export async function prepareRows(options: { node: string; rows: number; file: string | undefined }): Promise<Rows> {
  if (options.file) {
    const { size } = await stat(options.file);
    return { file: options.file, bytes: size, count: undefined, [Symbol.asyncDispose]: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'necips-bench-'));
  const file = join(folder, 'registrations.csv');
  const first = Math.floor(Math.random() * RANGE);
  const text = generateRegistrations({ node: options.node, rows: options.rows, seed: 654, first });
  await pipeline(Readable.from(text), createWriteStream(file));
  const { size } = await stat(file);
  return { file, bytes: size, count: options.rows, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
