// ./scripts/test [FILE…]  runs every check, then every test of the repository (or the files named) against real PostgreSQL, Kafka and
// Keycloak, started once for all of them. The test runner's counts stand last; the exit status is 0 only if all passed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, claimTestRun, showProgress, stopTestInfrastructure, testInfrastructure } from '@necips/testbed';

const TEST_FILES = ['{proto,scripts}/**/*.test.ts', '{packages,services}/*/{src,test,web}/**/*.test.ts'];
/** Two cores carry the servers as well. */
const CONCURRENCY = 2;
/** Of one test file; one that hangs must not hang the run. */
const FILE_TIMEOUT_MS = 15 * 60_000;

const named = process.argv.slice(2);
let status = 0;
await using claim = await claimTestRun();
if (!claim) throw new Error('./scripts/test runs already in this checkout');
await stopTestInfrastructure();
try {
  const { postgresUrl } = await testInfrastructure(['kafka', 'keycloak'], showProgress);
  const check = join(CHECKOUT, 'scripts/check');
  if (named.length === 0 && existsSync(check)) status = run(check, []);
  const runner = [
    '--disable-warning=TimeoutNegativeWarning',
    '--test',
    `--test-concurrency=${CONCURRENCY}`,
    `--test-timeout=${FILE_TIMEOUT_MS}`,
  ];
  const environment = { NECIPS_TEST_POSTGRES_URL: postgresUrl };
  const tests = run(process.execPath, [...runner, ...(named.length > 0 ? named : TEST_FILES)], environment);
  if (status !== 0) console.error('\nthe static checks failed, see above');
  status ||= tests;
} finally {
  await stopTestInfrastructure();
}
process.exitCode = status;

function run(command: string, args: string[], environment: Record<string, string> = {}): number {
  const cwd = named.length > 0 ? process.cwd() : CHECKOUT;
  return spawnSync(command, args, { cwd, env: { ...process.env, ...environment }, stdio: 'inherit' }).status ?? 1;
}
