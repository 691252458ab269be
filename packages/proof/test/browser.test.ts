// The verifier as a browser gets it: bundled, and run where there is nothing of Node.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { theCases, toVector } from './cases.ts';
import { comparable, verify } from './verify.ts';

const bundle = await build({
  entryPoints: [join(import.meta.dirname, '../src/index.ts')],
  bundle: true,
  platform: 'browser',
  format: 'iife',
  globalName: 'necips',
  write: false,
  metafile: true,
});
const code = bundle.outputFiles[0]?.text ?? '';

test('the verifier for a browser holds nothing of Node', () => {
  const inputs = Object.keys(bundle.metafile.inputs);

  assert.ok(inputs.length > 10 && inputs.some((path) => path.endsWith('browser-crypto.ts')));
  assert.deepEqual(
    inputs.filter((path) => path.startsWith('node:') || path.endsWith('node-crypto.ts')),
    [],
  );
});

test('in a place without Node it comes to the same verdict on every vector', async () => {
  const page = createContext({ TextEncoder, TextDecoder, atob, btoa, crypto, Uint8Array, DataView });
  runInContext(code, page);
  for (const vector of (await theCases()).map(toVector)) {
    const { proof, successor, status, provinceKeys, centreKey } = vector;
    const bytes = (text: string | null) => (text === null ? undefined : new Uint8Array(Buffer.from(text, 'base64')));
    const options = {
      provinceKeys,
      centreKey: centreKey ?? undefined,
      successor: bytes(successor),
      status: bytes(status),
    };

    Object.assign(page, { file: bytes(proof), options });
    const verdict = JSON.parse(runInContext('JSON.stringify(necips.verifyProof(file, options))', page));

    assert.deepEqual(comparable(verdict), verify(vector), vector.name);
  }
});
