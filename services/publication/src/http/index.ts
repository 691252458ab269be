import {
  type Patrol,
  postgresRecordSource,
  registerDifferenceRoute,
  registerLeafRecordsRoute,
  registerProofRoutes,
  registerQueryRoutes,
  withheldSource,
} from '@necips/exchange';
import { type HttpApp, roles } from '@necips/runtime';
import type { Context } from '../context.ts';
import { proveLog } from '../queries/prove-log.ts';
import type { Sequencer } from '../sequencer.ts';
import { registerGenerationRoute } from './generation.ts';
import { registerKeyRoutes } from './keys.ts';
import { registerLogRoutes } from './log.ts';
import { registerPatrolRoute } from './patrol.ts';
import { registerStatusRoute } from './status.ts';

/** Every resource of this service: the log, its keys and status, proof files, what the patrol found, and queries. */
export function registerRoutes(
  app: HttpApp,
  context: Context,
  { sequencer, patrol, erasureAfterMs }: { sequencer: Sequencer; patrol: Patrol; erasureAfterMs: number },
): void {
  registerLogRoutes(app, context);
  registerKeyRoutes(app, context, sequencer);
  registerGenerationRoute(app, context, sequencer);
  registerStatusRoute(app, context, { pace: patrol.pace, erasureAfterMs });
  registerPatrolRoute(app, (leavesPerSecond) => patrol.startRound(leavesPerSecond));
  const looking = { sql: context.reading, access: roles('province-admin', 'auditor') };
  registerDifferenceRoute(app, looking);
  registerLeafRecordsRoute(app, { ...looking, requireShown: (node) => context.withholding.requireShown(node) });
  registerProofRoutes(app, {
    sql: context.reading,
    logFor: (node, index, generation) => proveLog(context, node, index, generation),
    requireShown: (node) => context.withholding.requireShown(node),
  });
  registerQueryRoutes(app, {
    source: withheldSource(postgresRecordSource(context.reading), context.withholding),
    nodes: () => [context.node],
  });
}
