import { TEST_RUN } from '../checkout.ts';
import { isAnythingRunning } from '../supervisor/control.ts';
import { stopTestInfrastructure, testInfrastructure } from './test-infrastructure.ts';

/** The tests' PostgreSQL server, by its superuser's URL. Stopped with the scope if this call started it. */
export async function throwawayPostgres(): Promise<{ url: string } & AsyncDisposable> {
  const ran = isAnythingRunning(TEST_RUN);
  const { postgresUrl } = await testInfrastructure([]);
  return {
    url: postgresUrl,
    async [Symbol.asyncDispose]() {
      if (!ran) await stopTestInfrastructure();
    },
  };
}
