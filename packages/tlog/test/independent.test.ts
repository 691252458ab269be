// Our log as the Go checksum database's own code (golang.org/x/mod/sumdb, from the Go module proxy) sees it.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import {
  consistencyProof,
  encodeEntryBundle,
  entryBundlePath,
  inclusionProof,
  leafHash,
  makeKey,
  parseSignerKey,
  readTile,
  rootOf,
  signCheckpoint,
  tileHashReader,
  tilePath,
  tileWidth,
} from '../src/index.ts';
import { someEntries, storeTree } from './some-tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'necips-tlog-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const verifier = buildVerifier();
const skip = 'missing' in verifier ? `THE INDEPENDENT CHECK DID NOT RUN: ${verifier.missing}` : false;
if (skip !== false) process.stderr.write(`${skip}\n`);

test('the Go checksum database finds our checkpoint, entries, tiles and proofs in order', { skip }, async () => {
  for (const size of [1, 2, 255, 256, 257, 1000, 65_536, 70_000]) {
    const log = join(folder, String(size));
    await writeLog(log, size);

    const { status, stdout, stderr } = check(log);

    assert.equal(status, 0, `size ${size}: ${stderr}`);
    assert.match(stdout, new RegExp(`^size ${size}, \\d+ tiles, \\d+ proofs\n$`));
  }
});

test('the Go checksum database finds one changed byte in whatever file it is', { skip }, async () => {
  const log = join(folder, 'changed');
  await writeLog(log, 66_000);
  for (const path of [
    'checkpoint',
    'tile/0/100',
    'tile/1/001.p/1',
    'tile/2/000.p/1',
    'tile/entries/257.p/208',
    'proofs.json',
  ]) {
    const bytes = readFileSync(join(log, path));
    // In a proof rather than in the JSON around it; anywhere near the start in the other files.
    const at = bytes.indexOf('"proof":["') + 12;
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;

    writeFileSync(join(log, path), changed);
    const { status } = check(log);
    writeFileSync(join(log, path), bytes);

    assert.equal(status, 1, path);
  }
  assert.equal(check(log).status, 0);
});

function check(log: string): { status: number | null; stdout: string; stderr: string } {
  assert.ok('binary' in verifier);
  return spawnSync(verifier.binary, [log], { encoding: 'utf8', timeout: 60_000 });
}

/** Writes what a log of `size` entries serves, its verifier key, and proofs by our code. */
async function writeLog(log: string, size: number): Promise<void> {
  const entries = someEntries(size);
  const hashes = entries.map(leafHash);
  const { store, root } = await storeTree(hashes, 7000);
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(log, path)), { recursive: true });
    writeFileSync(join(log, path), content);
  };

  const key = makeKey('log.gsxt.example/330000');
  write('key', key.verifierKey);
  write('checkpoint', signCheckpoint({ origin: 'log.gsxt.example/330000', size, root }, parseSignerKey(key.signerKey)));
  for (let level = 0; tileWidth(size, level, 0) > 0; level++) {
    for (let index = 0, width = 0; (width = tileWidth(size, level, index)) > 0; index++) {
      const tile = await readTile(store, size, { level, index, width });
      assert.ok(tile !== undefined);
      write(tilePath(level, index, width), tile);
      if (level > 0) continue;
      write(entryBundlePath(index, width), encodeEntryBundle(entries.slice(index * 256, index * 256 + width)));
    }
  }

  const reader = tileHashReader((tile) => readTile(store, size, tile), size);
  const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const inclusion = [];
  for (const index of new Set([0, size >> 1, size - 1, Math.max(0, size - 257)])) {
    inclusion.push({ index, proof: (await inclusionProof(index, size, reader)).map(encode) });
  }
  const consistency = [];
  for (const oldSize of new Set([1, size, (size + 1) >> 1, Math.max(1, size - 256)])) {
    const proof = (await consistencyProof(oldSize, size, reader)).map(encode);
    consistency.push({ oldSize, oldRoot: encode(rootOf(hashes.slice(0, oldSize))), proof });
  }
  write('proofs.json', JSON.stringify({ inclusion, consistency }));
}

/** Builds the Go program, or says what is missing for it. A program that does not compile is a failure, not something missing. */
function buildVerifier(): { binary: string } | { missing: string } {
  const cwd = join(import.meta.dirname, 'independent');
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false', GOWORK: 'off' };
  const go = (...args: string[]) => spawnSync('go', args, { cwd, env, encoding: 'utf8', timeout: 120_000 });

  const [, major = '0', minor = '0'] = /^go(\d+)\.(\d+)/.exec(go('env', 'GOVERSION').stdout ?? '') ?? [];
  if (Number(major) < 1 || (Number(major) === 1 && Number(minor) < 24))
    return { missing: 'Go 1.24 or later is not on PATH' };
  const download = go('mod', 'download');
  if (download.status !== 0) return { missing: `the Go modules cannot be had: ${download.stderr}` };
  const binary = join(folder, 'independent');
  execFileSync('go', ['build', '-o', binary, '.'], { cwd, env, timeout: 120_000, stdio: 'pipe' });
  return { binary };
}
