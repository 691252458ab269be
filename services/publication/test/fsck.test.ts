// Tessera's fsck is an implementation of C2SP tlog-tiles by other hands:
//   go install github.com/transparency-dev/tessera/cmd/fsck@latest; TESSERA_FSCK=~/go/bin/fsck node --test test/fsck.test.ts
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { publishIn, startProvince } from './province.ts';
import { aRegistration } from './registrations.ts';

const FSCK = process.env['TESSERA_FSCK'];
/** One leaf of the third level of tiles would need 65,536. */
const LEAVES = Number(process.env['TESSERA_FSCK_LEAVES'] ?? 1_000);
const skip = FSCK ? false : 'DID NOT RUN: TESSERA_FSCK names no fsck of Tessera';

test("Tessera's fsck finds the log whole", { skip }, async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  for (let subject = 0; subject < LEAVES; subject += 1_000) {
    const count = Math.min(1_000, LEAVES - subject);
    await province.collection.append(
      Array.from({ length: count }, (_, i) => aRegistration({ subject: subject + i, version: 1 })),
    );
    await published.size(subject + count);
  }
  const folder = await mkdtemp(join(tmpdir(), 'necips-fsck-'));
  await writeFile(join(folder, 'log.pub'), province.verifierKey);

  const { host, port } = published.publication.http;
  const log = ['--storage_url', `http://${host}:${port}/log/`, '--public_key', join(folder, 'log.pub'), '--ui=false'];
  const { stderr } = await promisify(execFile)(FSCK ?? '', log);

  await rm(folder, { recursive: true });
  assert.ok(stderr.includes(`Successfully fsck'd log with size ${LEAVES} `), stderr);
});
