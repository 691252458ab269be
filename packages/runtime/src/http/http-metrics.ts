import type { onResponseHookHandler } from 'fastify';
import type { Metrics } from '../metrics.ts';

/** Observes every answered request in `necips_http_request_duration_seconds{method,route,status}`; `route` is the pattern. */
export function createHttpMetrics(metrics: Metrics): onResponseHookHandler {
  const duration = metrics.histogram('http_request_duration_seconds', 'HTTP requests by route and status, in seconds', {
    labels: ['method', 'route', 'status'],
  });
  return (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    duration.labels(request.method, route, String(reply.statusCode)).observe(reply.elapsedTime / 1_000);
    done();
  };
}
