import { type HttpApp, PUBLIC } from '@necips/runtime';
import type { Context } from '../context.ts';

const A_MINUTE = 'public, max-age=60';

/** GET /formats.json: labels and order of what records of each item show. */
export function registerFormatRoute(app: HttpApp, { formats }: Pick<Context, 'formats'>): void {
  app.get('/formats.json', { schema: { hide: true }, config: { access: PUBLIC } }, async (_request, reply) =>
    reply.header('cache-control', A_MINUTE).send({ formats: await formats.list() }),
  );
}
