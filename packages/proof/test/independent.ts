// The second verifier, in another language: test/independent/verify.py, written from docs/proof-format.md alone.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { comparable, type Files } from './verify.ts';

const PYTHON = 'python3';
const SCRIPT = join(import.meta.dirname, 'independent/verify.py');
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** Why the second verifier cannot run here; false where it can. To be passed as `skip`, said on standard error. */
export function missingPython(): string | false {
  if (spawnSync(PYTHON, ['--version']).status === 0) return false;
  const reason = 'THE SECOND VERIFIER DID NOT RUN: there is no python3';
  process.stderr.write(`${reason}\n`);
  return reason;
}

/** Its verdicts, in the order of the cases. */
export function verifyIndependently(cases: readonly Files[]): Record<string, unknown>[] {
  const input = cases.map((one) => JSON.stringify(one)).join('\n');
  const { status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT, '--batch'], {
    input,
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => comparable(JSON.parse(line)));
}
