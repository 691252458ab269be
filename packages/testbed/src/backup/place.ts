import { join } from 'node:path';
import { CENTRE_SERVICES, databaseName, NODE_SERVICES } from '../federation/enrolment.ts';
import type { PortPlan } from '../federation/port-plan.ts';
import type { ServiceName } from '../federation/service-migrations.ts';
import { readJson } from '../files.ts';
import { describeInfrastructure, type Infrastructure } from '../infrastructure.ts';

const CENTRE = '100000';

/** What is backed up and restored as a whole: a province's node, or the centre. */
export interface Place {
  /** Six digits; 100000 for the centre. */
  node: string;
  /** `330000`, or `centre`: begins the names of its processes and backups. */
  name: string;
  services: readonly ServiceName[];
  /** Folder with its keys and marks. */
  keyFolder: string;
  infrastructure: Infrastructure;
  runDirectory: string;
}

/** A node of the federation in a run folder, or its centre (100000). Throws where there is none. */
export function findPlace(runDirectory: string, node: string): Place {
  const plan = readJson<PortPlan>(join(runDirectory, 'federation.json'));
  if (!plan) throw new Error('nothing is up: run ./scripts/up first');
  const isCentre = node === CENTRE;
  if (!isCentre && !plan.nodes.includes(node)) throw new Error(`there is no node ${node} here`);
  return {
    node,
    name: isCentre ? 'centre' : node,
    services: isCentre ? CENTRE_SERVICES : NODE_SERVICES,
    keyFolder: isCentre ? join(runDirectory, 'centre') : join(runDirectory, 'nodes', node),
    infrastructure: describeInfrastructure(runDirectory, plan),
    runDirectory,
  };
}

/** Databases of a place, by service. */
export function databasesOf({ node, services }: Place): { service: ServiceName; database: string }[] {
  return services.map((service) => ({ service, database: databaseName(node, service) }));
}
