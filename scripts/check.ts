// Runs every static check and reports all that fail, not only the first. Needs the dependencies installed and generated
// code in place; `scripts/check` sees to both.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { throwawayPostgres } from '@necips/testbed';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

interface Check {
  name: string;
  command: string;
  args: string[];
  cwd?: string;
}

const static_: Check[] = [
  { name: 'types', command: bin('tsc'), args: ['--noEmit', '-p', root] },
  { name: 'types of the pages', command: bin('tsc'), args: ['--noEmit', '-p', join(root, 'services/console/web')] },
  { name: 'lint', command: bin('oxlint'), args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', command: bin('biome'), args: ['check', '--error-on-warnings', '.'] },
  { name: 'unused exports and dependencies', command: bin('knip'), args: ['--no-progress'] },
  { name: 'buf lint', command: bin('buf'), args: ['lint'], cwd: join(root, 'proto') },
  {
    name: 'buf breaking',
    command: bin('buf'),
    args: ['breaking', '--against', 'baseline.binpb'],
    cwd: join(root, 'proto'),
  },
  { name: 'import layers', command: process.execPath, args: [join(root, 'scripts/check-layers.ts')] },
];

const failed = static_.filter((check) => !passes(check)).map((check) => check.name);

await using postgres = await throwawayPostgres();
const migrations = {
  name: 'migrations equal schema.prisma',
  command: process.execPath,
  args: [join(root, 'scripts/check-migrations.ts'), postgres.url],
};
if (!passes(migrations)) failed.push(migrations.name);

if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join(', ')}`);
  process.exitCode = 1;
} else {
  console.log('\nall checks passed');
}

function passes({ name, command, args, cwd }: Check): boolean {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: cwd ?? root, encoding: 'utf8' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (status !== 0) console.log([stdout, stderr, error?.message].filter(Boolean).join('\n'));
  return status === 0;
}
