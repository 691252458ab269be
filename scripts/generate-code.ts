// Generates what is not committed: protobuf classes and the Prisma clients of the services that have one.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
// Prisma's generator never runs its engine, but looks for one. /bin/false lets it generate and makes every command that
// would need the engine fail, where /bin/true would let `migrate` do nothing and succeed.
const environment = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/false', PRISMA_HIDE_UPDATE_MESSAGE: '1' };

execFileSync(process.execPath, [join(root, 'proto/generate.ts')], { stdio: 'inherit' });
for (const schema of globSync('services/*/prisma/schema.prisma', { cwd: root }).sort()) {
  if (!/^generator /m.test(readFileSync(join(root, schema), 'utf8'))) continue;
  const service = join(root, dirname(dirname(schema)));
  const prisma = join(root, 'node_modules/prisma/build/index.js');
  if (!existsSync(prisma)) throw new Error('prisma is not installed: run pnpm install');
  execFileSync(process.execPath, [prisma, 'generate'], {
    cwd: service,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
