import { postgresRecordSource, registerProofRoutes, registerQueryRoutes, withheldSource } from '@necips/exchange';
import type { HttpApp } from '@necips/runtime';
import type { Context } from '../context.ts';
import { proveLog } from '../queries/prove-log.ts';
import type { Sequencer } from '../sequencer.ts';
import { registerKeyRoutes } from './keys.ts';
import { registerLogRoutes } from './log.ts';
import { registerStatusRoute } from './status.ts';

/** Every public resource of this service: the log, its status, proof files, and queries about the node's own area. */
export function registerRoutes(app: HttpApp, context: Context, sequencer: Sequencer): void {
  registerLogRoutes(app, context);
  registerKeyRoutes(app, context, sequencer);
  registerStatusRoute(app, context);
  registerProofRoutes(app, {
    sql: context.reading,
    logFor: (node, index) => proveLog(context, node, index),
    requireShown: (node) => context.withholding.requireShown(node),
  });
  registerQueryRoutes(app, {
    source: withheldSource(postgresRecordSource(context.reading), context.withholding),
    nodes: () => [context.node],
  });
}
