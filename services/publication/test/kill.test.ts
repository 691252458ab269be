import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '@necips/testbed';
import { consistencyProof, decodeLeaf, openCheckpoint, verifyConsistency } from '@necips/tlog';
import { type Province, startProvince } from './province.ts';
import { readEntries, readTree } from './reading.ts';
import { aRegistration } from './registrations.ts';

const MAIN = join(import.meta.dirname, '../src/main.ts');
const ROWS = 3_000;

test('killed again and again in the middle, the log loses no version, doubles none and contradicts no checkpoint it showed', async () => {
  await using province = await startProvince({ settings: { BATCH_LEAVES_MAX: '40' } });
  const rows = Array.from({ length: ROWS }, (_, subject) => aRegistration({ subject, version: 1 }));
  await province.collection.append(rows);
  const shown: Checkpoint[] = [];

  for (const killAt of [1, 700, 1_400, 2_100]) {
    await using running = await startProcess(province);
    await until(async () => {
      const checkpoint = await checkpointOf(province, running);
      if (checkpoint) shown.push(checkpoint);
      return checkpoint !== undefined && checkpoint.size >= killAt;
    });
  }
  await using reading = await startProcess(province);
  await until(async () => (await checkpointOf(province, reading))?.size === ROWS);

  const final = await checkpointOf(province, reading);
  assert.ok(final);
  const tree = readTree(reading, ROWS);
  for (const { size, root } of shown) {
    const proof = await consistencyProof(size, ROWS, tree);
    assert.ok(verifyConsistency({ oldSize: size, oldRoot: root, newSize: ROWS, newRoot: final.root, proof }));
  }
  const pseudonyms = (await readEntries(reading, ROWS)).map((leaf) =>
    Buffer.from(decodeLeaf(leaf).pseudonym).toString('hex'),
  );
  assert.equal(new Set(pseudonyms).size, ROWS);
  const [held] = await province.sql<{ records: number; contents: number; subjects: number }[]>`
    select (select count(*) from exchange.record) as records, (select count(*) from exchange.record_content) as contents,
      (select count(*) from exchange.subject) as subjects`;
  assert.deepEqual({ ...held }, { records: ROWS, contents: ROWS, subjects: ROWS });
});

/** A process of its own; kill -9 with the scope. */
interface Running extends AsyncDisposable {
  get: (path: string) => Promise<Response>;
}

type Checkpoint = ReturnType<typeof openCheckpoint>;

async function startProcess(province: Province): Promise<Running> {
  const port = await freePort();
  const environment = { PATH: process.env['PATH'], ...province.environment, PUBLICATION_HTTP_PORT: String(port) };
  const child = spawn(process.execPath, [MAIN], { env: environment, stdio: 'ignore' });
  return {
    get: (path) => fetch(`http://127.0.0.1:${port}${path}`),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** Undefined while the process is not there or has not opened the log. */
async function checkpointOf({ verifier }: Province, { get }: Running): Promise<Checkpoint | undefined> {
  const response = await get('/log/checkpoint').catch(() => undefined);
  if (!response?.ok) return undefined;
  return openCheckpoint(await response.text(), verifier.name, [verifier]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
