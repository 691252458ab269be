import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SpoolFile } from './spool-file.ts';

test('what is appended can be read anywhere, and the folder shows no file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spool-'));
  await using spool = await SpoolFile.create(folder);
  const bytes = randomBytes(10_000);
  for (let at = 0; at < bytes.length; at += 37) await spool.append(bytes.subarray(at, at + 37));

  for (const [at, length] of [
    [0, 10_000],
    [15, 2],
    [16, 16],
    [4_097, 333],
    [9_990, 100],
  ] as const) {
    assert.deepEqual(await spool.read(at, length), bytes.subarray(at, at + length));
  }
  assert.deepEqual(await readdir(folder), []);
  await rm(folder, { recursive: true });
});
