import type { Server } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { Health } from '../health.ts';

export const HEALTH_SERVICE = 'grpc.health.v1.Health';

/** How often the standard health service looks at the service's own checks. */
const REFRESH_MS = 2_000;

/** Serves grpc.health.v1: the server as a whole (``) and each service by name follow `health.report()`. Dispose stops it. */
export async function addHealthService(server: Server, health: Health, services: string[]): Promise<Disposable> {
  const implementation = new HealthImplementation();
  implementation.addToServer(server);
  const refresh = async () => {
    const { ready } = await health.report();
    for (const service of ['', ...services]) implementation.setStatus(service, ready ? 'SERVING' : 'NOT_SERVING');
  };
  await refresh();
  const timer = setInterval(() => void refresh(), REFRESH_MS).unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      for (const service of ['', ...services]) implementation.setStatus(service, 'NOT_SERVING');
    },
  };
}
