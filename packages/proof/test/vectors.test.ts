import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { theCases, toVector, type Vector } from './cases.ts';
import { missingPython, verifyIndependently } from './independent.ts';
import { verify } from './verify.ts';

const skip = missingPython();
const vectors: Vector[] = JSON.parse(readFileSync(join(import.meta.dirname, '../vectors/vectors.json'), 'utf8'));

for (const vector of vectors) {
  test(`${vector.name}: ${Object.values(vector.expected).slice(0, 3).join(', ')}`, () => {
    const verdict = verify(vector);

    assert.deepEqual(verdict, { ...verdict, ...vector.expected });
  });
}

test('the vectors are those that the cases make', async () => {
  assert.deepEqual(vectors, JSON.parse(JSON.stringify((await theCases()).map(toVector))));
});

test('a verifier in another language, written from the page alone, says the same of every vector', { skip }, () => {
  const verdicts = verifyIndependently(vectors);

  assert.equal(verdicts.length, vectors.length);
  for (const [i, verdict] of verdicts.entries()) {
    assert.deepEqual(verdict, verify(vectors[i] as Vector), vectors[i]?.name);
  }
});
