import { type RecordSource, registerQueryRoutes } from '@necips/exchange';
import type { HttpApp } from '@necips/runtime';
import type { Context } from '../context.ts';
import type { Province } from '../province.ts';
import type { LatencyOf } from '../queries/list-node-status.ts';
import { registerEnrolmentRoute } from './enrolment.ts';
import { registerEvidenceRoutes } from './evidence.ts';
import { registerHistoryRoutes } from './history.ts';
import { registerNodeRoutes } from './nodes.ts';
import { registerOrderRoutes } from './orders.ts';
import { registerProofRoutes } from './proofs.ts';
import { registerQuarantineRoutes } from './quarantine.ts';

/** Every route of this service: public queries over the nation, roll-up status, enrolment, quarantine, repairs, evidence and proofs. */
export function registerRoutes(app: HttpApp, context: Context, live: Live): void {
  registerQueryRoutes(app, { source: live.source, nodes: live.nodes });
  registerNodeRoutes(app, context, live.latencyOf);
  registerEnrolmentRoute(app, context, live.latencyOf);
  registerOrderRoutes(app, context, live.latencyOf);
  registerHistoryRoutes(app, context);
  registerQuarantineRoutes(app, context, live.provinceOf);
  registerEvidenceRoutes(app, context);
  registerProofRoutes(app, context);
}

/** What is alive in this process besides the context. */
interface Live {
  source: RecordSource;
  /** Codes of the enrolled nodes. */
  nodes: () => string[];
  latencyOf: LatencyOf;
  /** A province that this process follows. */
  provinceOf: (node: string) => Province | undefined;
}
