import { type HttpApp, PUBLIC } from '@necips/runtime';
import { shownFormats } from '../shown-formats.ts';

const FIVE_MINUTES = 'public, max-age=300';

/** GET /formats.json: labels and order of what records of each item show. */
export function registerFormatRoute(app: HttpApp): void {
  app.get('/formats.json', { schema: { hide: true }, config: { access: PUBLIC } }, (_request, reply) =>
    reply.header('cache-control', FIVE_MINUTES).send({ formats: shownFormats() }),
  );
}
