import { isProvinceNode } from '@necips/domain';
import { migrate } from '@necips/runtime';
import { writeJson } from '../files.ts';
import { installParts, startInfrastructure } from '../infrastructure.ts';
import { clientSecretName, realmName } from '../keycloak/realm.ts';
import { LocalFederation } from '../local-federation.ts';
import type { Progress } from '../progress.ts';
import {
  centreProcesses,
  consoleProcess,
  consoleUrl,
  databaseUrl,
  type Federation,
  nodeProcesses,
  repairSecretsFile,
} from '../service-processes.ts';
import { awaitReady, superviseProcesses } from '../supervisor/control.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { ensureConsoleFiles } from './console-files.ts';
import { writeEndpoints } from './endpoints.ts';
import { CENTRE_SERVICES, enrolCentre, enrolConsole, enrolNode, NODE_SERVICES } from './enrolment.ts';
import { ensureCentreKey, ensureCollectionKeys, ensureLogKey } from './log-key.ts';
import { onboardDemoDepartment } from './onboard-demo.ts';
import { pinNodeAtCentre } from './pin-node.ts';
import { linkPorts, planPorts } from './port-plan.ts';
import { serviceMigrations } from './service-migrations.ts';

const CENTRE = '100000';
const READY_TIMEOUT_MS = 120_000;

export interface FederationOptions {
  runDirectory: string;
  /** Provinces to be there, besides those that are. Six-digit codes. */
  nodes: readonly string[];
  /** First port; chosen where it is not given. */
  portBase?: number;
  progress: Progress;
  /** Leaves a gap between each province and the centre that the caller fills; see `ProvinceLinks`. */
  isLinked?: boolean;
  /** Starts a console for the centre and for each node as well. Their pages must have been built. */
  hasConsoles?: boolean;
  /** Has the last word about each service's process before it is started. */
  adjust?: (spec: ProcessSpec) => ProcessSpec;
}

/** Brings up a centre and provinces, all supervised. What is up already stays, what is missing is added. */
export async function startFederation(options: FederationOptions): Promise<LocalFederation> {
  const { runDirectory, progress, isLinked = false, hasConsoles = false, adjust } = options;
  for (const node of options.nodes) if (!isProvinceNode(node)) throw new Error(`${node} is not a province's node code`);
  const parts = ['kafka', 'keycloak'] as const;
  await progress('Kafka and Keycloak: installing', () => installParts(parts));
  const plan = await planPorts(runDirectory, options.nodes, options.portBase);
  const links = isLinked ? plan.nodes.map((node) => linkPorts(plan, node)) : [];
  const kafkaLinks = links.map(({ broker, kafka }) => ({ port: broker, advertisedPort: kafka }));
  const infrastructure = await startInfrastructure({ runDirectory, plan, parts, durable: true, progress, kafkaLinks });
  const federation: Federation = {
    runDirectory,
    plan,
    infrastructure,
    isLinked,
    hasConsoles,
    ...(adjust && { adjust }),
  };
  writeEndpoints(federation);
  const local = new LocalFederation(runDirectory);

  await startCentre(federation, progress);
  for (const node of plan.nodes) await startNode(local, federation, node, progress);
  if (hasConsoles) await progress('consoles', () => startConsoles(federation));
  return local;
}

async function startCentre(federation: Federation, progress: Progress): Promise<void> {
  await progress('centre: realm, Kafka account, databases', async () => {
    await enrolCentre(federation.infrastructure);
    writeRepairSecrets(federation);
    ensureCentreKey(federation.runDirectory);
    await migrateDatabases(federation, CENTRE, CENTRE_SERVICES);
  });
  await progress('centre: services', () => startProcesses(federation, centreProcesses(federation)));
}

async function startNode(
  local: LocalFederation,
  federation: Federation,
  node: string,
  progress: Progress,
): Promise<void> {
  const logKey = await progress(`${node}: realm, Kafka account, topics, databases, keys`, async () => {
    await enrolNode(federation.infrastructure, node);
    await migrateDatabases(federation, node, NODE_SERVICES);
    ensureCollectionKeys(federation.runDirectory, node);
    return ensureLogKey(federation.runDirectory, node);
  });
  await progress(`${node}: services`, () => startProcesses(federation, nodeProcesses(federation, node)));
  await progress(`${node}: its department`, () => onboardDemoDepartment(local, node));
  await progress(`${node}: enrolled at the centre`, () => pinNodeAtCentre(local, federation, node, logKey));
}

async function startConsoles(federation: Federation): Promise<void> {
  const nodes = [CENTRE, ...federation.plan.nodes];
  for (const node of nodes) {
    await enrolConsole(federation.infrastructure, node, consoleUrl(federation, node));
    await migrate(databaseUrl(federation.infrastructure, node, 'console'), serviceMigrations('console'));
    ensureConsoleFiles(federation.runDirectory, node, federation.plan.nodes);
  }
  const processes = nodes.map((node) => consoleProcess(federation, node));
  await startProcesses(federation, processes);
}

async function migrateDatabases(
  { infrastructure }: Federation,
  node: string,
  services: readonly (typeof CENTRE_SERVICES | typeof NODE_SERVICES)[number][],
): Promise<void> {
  for (const service of services) await migrate(databaseUrl(infrastructure, node, service), serviceMigrations(service));
}

async function startProcesses({ runDirectory }: Federation, processes: ProcessSpec[]): Promise<void> {
  await superviseProcesses(runDirectory, processes);
  const names = processes.map(({ name }) => name);
  await awaitReady(runDirectory, names, READY_TIMEOUT_MS);
}

// The centre reads from a province, to repair, as its own client in that province's realm.
function writeRepairSecrets({ runDirectory, plan, infrastructure }: Federation): void {
  const secretOf = (node: string) => infrastructure.secrets(clientSecretName(realmName(node), 'svc-centre'));
  writeJson(repairSecretsFile(runDirectory), Object.fromEntries(plan.nodes.map((node) => [node, secretOf(node)])));
}
