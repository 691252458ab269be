import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePorts } from '../src/ports.ts';
import { awaitReady, runningProcesses, stopProcesses, superviseProcesses } from '../src/supervisor/control.ts';
import type { ProcessSpec } from '../src/supervisor/process-spec.ts';

const TIMEOUT_MS = 20_000;

test('a killed process is started again', async () => {
  await using supervised = await supervise(['one']);
  const killed = supervised.pid('one');

  process.kill(killed, 'SIGKILL');

  assert.notEqual(await supervised.nextPid('one', killed), killed);
});

test('a killed supervisor is replaced and takes over its processes without restarting them', async () => {
  await using supervised = await supervise(['one']);
  const supervisor = supervised.pid('supervisor');
  const kept = supervised.pid('one');

  process.kill(supervisor, 'SIGKILL');
  await supervised.nextPid('supervisor', supervisor);

  assert.equal(supervised.pid('one'), kept);
  process.kill(kept, 'SIGKILL');
  assert.notEqual(await supervised.nextPid('one', kept), kept);
});

test('a killed guardian is replaced', async () => {
  await using supervised = await supervise(['one']);
  const guardian = await supervised.nextPid('guardian', 0);

  process.kill(guardian, 'SIGKILL');

  assert.notEqual(await supervised.nextPid('guardian', guardian), guardian);
});

test('a process with a changed specification is restarted, the others stay', async () => {
  await using supervised = await supervise(['one', 'two']);
  const before = { one: supervised.pid('one'), two: supervised.pid('two') };
  const changed = { ...supervised.specs[0]!, env: { ...supervised.specs[0]!.env, CHANGED: 'yes' } };

  await superviseProcesses(supervised.directory, [changed]);
  await awaitReady(supervised.directory, ['one'], TIMEOUT_MS);

  assert.notEqual(supervised.pid('one'), before.one);
  assert.equal(supervised.pid('two'), before.two);
});

test('after a stop nothing is left, even where supervisor and guardian were killed before', async () => {
  await using supervised = await supervise(['one', 'two']);
  await supervised.nextPid('guardian', 0);
  for (const name of ['guardian', 'supervisor']) process.kill(supervised.pid(name), 'SIGKILL');

  await stopProcesses(supervised.directory);

  assert.deepEqual(runningProcesses(supervised.directory), []);
});

/** Processes that do nothing but listen, under a supervisor of their own. */
async function supervise(names: string[]) {
  const directory = await mkdtemp(join(tmpdir(), 'necips-supervisor-'));
  const ports = await findFreePorts(names.length);
  const specs = names.map((name, i) => listener(name, ports[i] ?? 0));
  await superviseProcesses(directory, specs);
  await awaitReady(directory, names, TIMEOUT_MS);
  const pid = (name: string) => runningProcesses(directory).find((running) => running.name === name)?.pid ?? 0;
  return {
    directory,
    specs,
    pid,
    /** The pid of a process once it is another one than `previous`. */
    async nextPid(name: string, previous: number): Promise<number> {
      const deadline = Date.now() + TIMEOUT_MS;
      while (Date.now() < deadline) {
        const now = pid(name);
        if (now !== 0 && now !== previous) return now;
        await delay(20);
      }
      throw new Error(`${name} was not started again`);
    },
    async [Symbol.asyncDispose]() {
      await stopProcesses(directory);
      await rm(directory, { recursive: true });
    },
  };
}

function listener(name: string, port: number): ProcessSpec {
  const program = "require('node:net').createServer().listen(Number(process.env.PORT), '127.0.0.1')";
  return {
    name,
    command: process.execPath,
    args: ['-e', program],
    cwd: '/',
    env: { PORT: String(port) },
    after: [],
    ready: { port },
    stopSignal: 'SIGTERM',
    stopWithinMs: 5_000,
  };
}
