import { join } from 'node:path';
import { readJson, writeJson } from '../files.ts';
import { isPortFree } from '../ports.ts';
import { isAnythingRunning } from '../supervisor/control.ts';
import { takeRole } from '../supervisor/role.ts';

const PORT_BASE = 21_000;
/** Below the range from which the kernel takes ports for outgoing connections. */
const PORT_BASE_MAX = 31_000;
const PORTS_A_BASE = 1_000;
const CENTRE_OFFSET = 10;
const NODES_OFFSET = 40;
const PORTS_A_NODE = 20;
const PORTS_A_SERVICE = 4;
/** Of a node's ports, those of its link to the centre follow those of its services. */
const LINK_OFFSET = 12;

/** Which ports a run folder uses. Kept in `federation.json`; a node keeps its ports for good. */
export interface PortPlan {
  portBase: number;
  /** Node codes in the order in which they were first named. */
  nodes: string[];
}

/** Ports of one service; its metrics and, for publication, its log are on the first. */
export interface ServicePorts {
  http: number;
  grpc: number;
}

/** Ports of the link between a province and the centre, where something stands in between; see `ProvinceLinks`. */
export interface LinkPorts {
  /** The broker's listener for this province. */
  broker: number;
  /** By which the province reaches that listener. */
  kafka: number;
  /** By which the centre reaches the province's public log. */
  log: number;
  /** By which the centre reaches the province's repair reads. */
  grpc: number;
}

/** Ports of PostgreSQL, Kafka and Keycloak. */
export function infrastructurePorts({ portBase }: Pick<PortPlan, 'portBase'>) {
  return {
    postgres: portBase,
    kafka: portBase + 1,
    kafkaController: portBase + 2,
    keycloak: portBase + 3,
    keycloakManagement: portBase + 4,
    /** A listener of Kafka besides its own, and the port by which its clients are told to reach it. */
    kafkaDetour: portBase + 5,
    kafkaDetourAdvertised: portBase + 6,
  };
}

/** Ports of the centre's `index`-th service. */
export function centrePorts({ portBase }: PortPlan, index: number): ServicePorts {
  return portsFrom(portBase + CENTRE_OFFSET + index * PORTS_A_SERVICE);
}

/** Ports of a planned node's `index`-th service. */
export function nodePorts({ portBase, nodes }: PortPlan, node: string, index: number): ServicePorts {
  return portsFrom(portBase + NODES_OFFSET + nodes.indexOf(node) * PORTS_A_NODE + index * PORTS_A_SERVICE);
}

/** Ports of a planned node's link to the centre. */
export function linkPorts({ portBase, nodes }: PortPlan, node: string): LinkPorts {
  const broker = portBase + NODES_OFFSET + nodes.indexOf(node) * PORTS_A_NODE + LINK_OFFSET;
  return { broker, kafka: broker + 1, log: broker + 2, grpc: broker + 3 };
}

/**
 * Plans, and remembers, the ports for these nodes beside those planned before. Where nothing of the run folder runs and
 * somebody else has taken one of its ports, the next free thousand is taken; a base that was asked for is taken or refused.
 */
export async function planPorts(
  runDirectory: string,
  nodes: readonly string[],
  requestedBase?: number,
  preferredBase = PORT_BASE,
): Promise<PortPlan> {
  const known = readJson<PortPlan>(planPath(runDirectory));
  const plan = { portBase: known?.portBase ?? preferredBase, nodes: [...new Set([...(known?.nodes ?? []), ...nodes])] };
  if (isAnythingRunning(runDirectory)) {
    if (requestedBase !== undefined && requestedBase !== plan.portBase) {
      throw new Error(`already up on port base ${plan.portBase}; run ./scripts/down first`);
    }
  } else if (requestedBase !== undefined) {
    plan.portBase = requestedBase;
    if (!(await claim(plan))) throw new Error(`ports from ${requestedBase} on are taken by somebody else`);
  } else {
    plan.portBase = await findFreeBase(plan);
  }
  writeJson(planPath(runDirectory), plan);
  return plan;
}

async function findFreeBase(plan: PortPlan): Promise<number> {
  const candidates = [plan.portBase];
  for (let base = PORT_BASE; base <= PORT_BASE_MAX; base += PORTS_A_BASE) candidates.push(base);
  for (const portBase of candidates) if (await claim({ ...plan, portBase })) return portBase;
  throw new Error(`no free ports between ${PORT_BASE} and ${PORT_BASE_MAX + PORTS_A_BASE}`);
}

/**
 * Whether all of the plan's ports are free; if so no other process that plans, of any checkout, gets them until this one ends,
 * by when servers listen on them.
 */
async function claim(plan: PortPlan): Promise<boolean> {
  const claimed = await takeRole('ports', String(plan.portBase));
  if (!claimed) return false;
  if (await isFree(plan)) return true;
  await claimed.release();
  return false;
}

async function isFree({ portBase, nodes }: PortPlan): Promise<boolean> {
  const last = portBase + NODES_OFFSET + nodes.length * PORTS_A_NODE;
  for (let port = portBase; port < last; port++) if (!(await isPortFree(port))) return false;
  return true;
}

function portsFrom(first: number): ServicePorts {
  return { http: first, grpc: first + 1 };
}

function planPath(runDirectory: string): string {
  return join(runDirectory, 'federation.json');
}
