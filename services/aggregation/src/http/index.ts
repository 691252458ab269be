import {
  type RecordSource,
  registerDifferenceRoute,
  registerLeafRecordsRoute,
  registerQueryRoutes,
} from '@necips/exchange';
import { type HttpApp, registerAuditRoute, roles } from '@necips/runtime';
import type { AggregationConfig } from '../config.ts';
import type { Context } from '../context.ts';
import type { Province } from '../province.ts';
import type { LatencyOf } from '../queries/list-node-status.ts';
import { registerDraftRoutes } from './catalogue/drafts.ts';
import { registerCatalogueRoutes } from './catalogue/published.ts';
import { registerEnrolmentRoute } from './enrolment.ts';
import { registerEvidenceRoutes } from './evidence.ts';
import { registerGenerationRoute } from './generation.ts';
import { registerHistoryRoutes } from './history.ts';
import { registerLatencyRoute } from './latency.ts';
import { registerNodeRoutes } from './nodes.ts';
import { registerOrderRoutes } from './orders.ts';
import { registerPatrolRoute } from './patrol.ts';
import { registerProofRoutes } from './proofs.ts';
import { registerQuarantineRoutes } from './quarantine.ts';
import { registerTransferRoute } from './transfers.ts';

/** Every route of this service: public queries over the nation, roll-up status, enrolment, orders, catalogue, quarantine, repairs, transfers, evidence, proofs and audit. */
export function registerRoutes(app: HttpApp, context: Context, live: Live): void {
  registerQueryRoutes(app, { source: live.source, nodes: live.nodes });
  registerNodeRoutes(app, context, live);
  registerLatencyRoute(app, context, live.latency);
  registerCatalogueRoutes(app, context);
  registerDraftRoutes(app, context, live.cataloguePublished);
  registerEnrolmentRoute(app, context, live.latencyOf);
  registerOrderRoutes(app, context, live.latencyOf);
  registerGenerationRoute(app, context, live.latencyOf);
  registerHistoryRoutes(app, context);
  registerQuarantineRoutes(app, context, live.provinceOf);
  registerTransferRoute(app, context);
  registerEvidenceRoutes(app, context);
  registerProofRoutes(app, context);
  registerPatrolRoute(app, live.startPatrol);
  registerAuditRoute(app, { sql: context.reading, access: roles('auditor') });
  const looking = { sql: context.reading, access: roles('central-admin', 'auditor') };
  registerDifferenceRoute(app, looking);
  registerLeafRecordsRoute(app, { ...looking, requireShown: (node) => context.withholding.requireShown(node) });
}
/** What is alive in this process besides the context. */
export interface Live {
  source: RecordSource;
  /** Codes of the enrolled nodes. */
  nodes: () => string[];
  latencyOf: LatencyOf;
  /** How its history is kept. */
  latency: AggregationConfig['latency'];
  /** Tells that a version of the catalogue was published. */
  cataloguePublished: () => void;
  /** A province that this process follows. */
  provinceOf: (node: string) => Province | undefined;
  /** The configured pace of the patrol. */
  patrol: { leavesPerSecond: number };
  /** When what was withdrawn is to be gone from the files, in milliseconds. */
  erasureAfterMs: number;
  /** Begins a patrol round of a node; its number. */
  startPatrol: (node: string, leavesPerSecond?: number) => Promise<number>;
}
