// Both verifiers as an outsider runs them: as commands, on files.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from '@necips/testbed';

const PYTHON = 'python3';
/** What one of them says and the other need not. */
const OWN_MEMBERS = new Set(['words', 'reason', 'head', 'publicPart']);

/** Why the second verifier cannot run here, said on standard error too; false where it can. */
export function missingPython(): string | false {
  if (spawnSync(PYTHON, ['--version']).status === 0) return false;
  const reason = 'THE SECOND VERIFIER DID NOT RUN: there is no python3';
  process.stderr.write(`${reason}\n`);
  return reason;
}

/** What `scripts/check-proof` and the verifier in Python say of the same files: exit status and last line. */
export function runBoth(files: ProofFiles, keys: { provinceKeys: string[]; centreKey: string }): [Outcome, Outcome] {
  const folder = mkdtempSync(join(tmpdir(), 'necips-proof-'));
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const args = [
    file('record.tlog-proof', files.proof),
    ...keys.provinceKeys.flatMap((key) => ['--province-key', key]),
    '--centre-key',
    keys.centreKey,
    ...(files.withdrawal ? ['--withdrawal', file('withdrawal.tlog-proof', files.withdrawal)] : []),
    ...(files.status ? ['--status', file('status.txt', files.status)] : []),
  ];
  try {
    return [
      run(process.execPath, [join(CHECKOUT, 'scripts/proofs/check-proof.ts'), ...args]),
      run(PYTHON, [join(CHECKOUT, 'packages/proof/test/independent/verify.py'), ...args]),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command: string, args: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  const last = stdout.trimEnd().split('\n').at(-1);
  if (!last) throw new Error(stderr);
  const verdict = Object.entries(JSON.parse(last) as object).filter(([name]) => !OWN_MEMBERS.has(name));
  return { status, verdict: Object.fromEntries(verdict) };
}

interface ProofFiles {
  proof: string | Buffer;
  withdrawal?: string;
  status?: string;
}

interface Outcome {
  status: number | null;
  verdict: Record<string, unknown>;
}
