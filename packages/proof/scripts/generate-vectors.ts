// Writes vectors/vectors.json. The files of an existing vector must never change their verdict: a proof is kept for decades.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { theCases, toVector } from '../test/cases.ts';

const vectors = (await theCases()).map(toVector);
writeFileSync(join(import.meta.dirname, '../vectors/vectors.json'), `${JSON.stringify(vectors, null, 2)}\n`);
console.log(`${vectors.length} vectors`);
