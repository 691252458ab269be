import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';

const fixture = join(import.meta.dirname, 'run-fixture.ts');

function start(env: Record<string, string>): { child: ChildProcess; output: Promise<string> } {
  const child = spawn(process.execPath, [fixture], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = Promise.all([child.stdout.toArray(), child.stderr.toArray()]).then((chunks) => chunks.flat().join(''));
  return { child, output };
}

test('a process told to stop closes what it opened and exits 0', async () => {
  const { child, output } = start({ FIXTURE_PORT: '1' });
  await once(child.stdout ?? child, 'data');

  child.kill('SIGTERM');

  assert.deepEqual(await once(child, 'exit'), [0, null]);
  assert.match(await output, /disposed/);
});

test('a start-up that fails says why in one line and exits 1', async () => {
  const { child, output } = start({ FIXTURE_PORT: 'eighty' });

  assert.deepEqual(await once(child, 'exit'), [1, null]);
  assert.equal(await output, 'fixture: could not start: configuration: FIXTURE_PORT is not a whole number: "eighty"\n');
});

test('an error nobody caught ends the process with 1, so that it is started again', async () => {
  const { child, output } = start({ FIXTURE_PORT: '1', MODE: 'reject' });

  assert.deepEqual(await once(child, 'exit'), [1, null]);
  assert.match(await output, /"level":"fatal".*nobody caught this/);
});
