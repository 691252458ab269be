// A process as `main.ts` of a service makes one; what it does is told by MODE.
import { createServer } from 'node:http';
import { integer, readConfig, runMain } from '../src/index.ts';

await runMain('fixture', async (env) => {
  readConfig(env, { port: integer('FIXTURE_PORT') });
  const server = createServer().listen(0, '127.0.0.1');
  if (env['MODE'] === 'reject') setImmediate(() => void Promise.reject(new Error('nobody caught this')));
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      process.stdout.write('disposed\n');
    },
  };
});
