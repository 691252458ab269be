import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type SampleForm, sampleFile } from '@necips/testbed';
import { SEED } from './seed-subjects.ts';

/** Which penalties: `rows` from number `first` on, about so many subjects by turns. */
export interface Penalties {
  node: string;
  rows: number;
  first: number;
  subjects: number;
}

/** Writes a file of penalties in a form, with the columns of 双公示 2018. */
export async function penaltyFile(
  file: string,
  { form, ...penalties }: Penalties & { form: SampleForm },
): Promise<void> {
  const pieces = sampleFile({ item: 'PEN', seed: SEED, ...penalties }, { form, shape: '2018' });
  await pipeline(Readable.from(pieces), createWriteStream(file));
}
