import type { FastifyInstance } from 'fastify';
import { PUBLIC } from '../auth/access.ts';
import type { Health } from '../health.ts';
import type { Metrics } from '../metrics.ts';

/** Liveness, readiness, metrics and the OpenAPI document: public, uncounted by the rate limit, not documented themselves. */
export function addBuiltInRoutes(
  app: FastifyInstance,
  { health, metrics }: { health: Health; metrics: Metrics },
): void {
  const options = { schema: { hide: true }, config: { access: PUBLIC } };
  app.get('/health/live', options, () => ({ live: true }));
  app.get('/health/ready', options, async (_request, reply) => {
    const report = await health.report();
    return reply.code(report.ready ? 200 : 503).send(report);
  });
  app.get('/metrics', options, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  app.get('/openapi.json', options, () => app.swagger());
}
