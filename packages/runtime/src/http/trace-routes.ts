import type { FastifyInstance } from 'fastify';
import { isTracing, withSpan, withTraceparent } from '../telemetry/index.ts';

/** Wraps every handler in a span that continues the client's trace; leaves routes as they are when not tracing. */
export function traceRoutes(app: FastifyInstance): void {
  if (!isTracing()) return;
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    const name = `${String(route.method)} ${route.url}`;
    route.handler = function traced(request, reply) {
      const traceparent = request.headers['traceparent'];
      return withTraceparent(typeof traceparent === 'string' ? traceparent : undefined, () =>
        withSpan(name, async () => handler.call(this, request, reply), { kind: 'server' }),
      );
    };
  });
}
