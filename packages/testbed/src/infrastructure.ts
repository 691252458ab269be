import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TOOLS } from './checkout.ts';
import { infrastructurePorts, type PortPlan } from './federation/port-plan.ts';
import { type KafkaLink, kafkaProcess, prepareKafka } from './kafka/broker.ts';
import { installKafka } from './kafka/install.ts';
import { installKeycloak } from './keycloak/install.ts';
import { keycloakProcess, keycloakUrl, prepareKeycloak } from './keycloak/server.ts';
import { clusterDirectory, postgresProcess, postgresUrl, preparePostgres } from './postgres/cluster.ts';
import { awaitStatements, ensureDatabase } from './postgres/databases.ts';
import type { Progress } from './progress.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import { awaitReady, isAnythingRunning, stopProcesses, superviseProcesses } from './supervisor/control.ts';
import { awaitRole } from './supervisor/role.ts';

const READY_TIMEOUT_MS = 60_000;
/** The first start of Keycloak creates its tables. */
const KEYCLOAK_TIMEOUT_MS = 300_000;

/** PostgreSQL is always among them: Keycloak needs it. */
export type InfrastructurePart = 'kafka' | 'keycloak';

export interface InfrastructureOptions {
  runDirectory: string;
  plan: Pick<PortPlan, 'portBase'>;
  parts: readonly InfrastructurePart[];
  /** False only for throwaway data. */
  durable: boolean;
  progress: Progress;
  /** Further listeners of Kafka. */
  kafkaLinks?: readonly KafkaLink[];
}

/** What services and tests need to know to use the infrastructure of a run folder. */
export interface Infrastructure {
  runDirectory: string;
  /** Connection URL of PostgreSQL's superuser. */
  postgresUrl: string;
  kafka: { host: string; port: number; adminPassword: string };
  keycloak: { url: string; adminPassword: string };
  secrets: Secrets;
}

/** Starts, supervised, what does not run yet; resolves once it is ready. Calls for one run folder wait for each other. */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { runDirectory, parts, progress } = options;
  await using _turn = await awaitRole(runDirectory, 'starter');
  const needs = (part: InfrastructurePart): boolean => parts.includes(part);
  const installed = await installParts(parts);

  await progress('PostgreSQL: starting', () => startPostgres(options));
  if (needs('keycloak')) await startKeycloak(options, installed.keycloak);
  if (needs('kafka')) await startKafka(options, installed.kafka);
  if (needs('kafka')) await progress('Kafka: starting', () => awaitReady(runDirectory, ['kafka'], READY_TIMEOUT_MS));
  if (needs('keycloak')) {
    await progress('Keycloak: starting', () => awaitReady(runDirectory, ['keycloak'], KEYCLOAK_TIMEOUT_MS));
  }
  return describeInfrastructure(runDirectory, options.plan);
}

/** How to reach the infrastructure of a run folder; starts nothing. */
export function describeInfrastructure(runDirectory: string, plan: Pick<PortPlan, 'portBase'>): Infrastructure {
  const ports = infrastructurePorts(plan);
  const secrets = openSecrets(runDirectory);
  return {
    runDirectory,
    postgresUrl: postgresUrl({ port: ports.postgres, password: secrets('postgres/postgres') }),
    kafka: { host: '127.0.0.1', port: ports.kafka, adminPassword: secrets('kafka/admin') },
    keycloak: { url: keycloakUrl(ports.keycloak), adminPassword: secrets('keycloak/admin') },
    secrets,
  };
}

/** Stops everything that runs for the folder. `wipe` deletes all its data as well. Answers whether anything ran. */
export async function stopInfrastructure(runDirectory: string, { wipe }: { wipe: boolean }): Promise<boolean> {
  const ran = isAnythingRunning(runDirectory);
  await stopProcesses(runDirectory);
  if (!wipe) return ran;
  const cluster = clusterDirectory(runDirectory);
  const outside = !cluster.startsWith(`${runDirectory}/`);
  if (outside) await rm(dirname(cluster), { recursive: true, force: true });
  await rm(runDirectory, { recursive: true, force: true });
  return ran;
}

/**
 * Brings Kafka and Keycloak into the checkout where they are missing. That takes minutes the first time, so it is done before
 * ports are looked for.
 */
export async function installParts(parts: readonly InfrastructurePart[]): Promise<{ kafka: string; keycloak: string }> {
  // Several commands of one checkout may ask at the same time.
  await using _turn = await awaitRole(TOOLS, 'installer');
  const [kafka, keycloak] = await Promise.all([
    parts.includes('kafka') ? installKafka() : '',
    parts.includes('keycloak') ? installKeycloak() : '',
  ]);
  return { kafka, keycloak };
}

async function startPostgres({ runDirectory, plan, durable }: InfrastructureOptions): Promise<void> {
  const password = openSecrets(runDirectory)('postgres/postgres');
  const port = infrastructurePorts(plan).postgres;
  const cluster = { directory: clusterDirectory(runDirectory), port, password, durable };
  await preparePostgres(cluster);
  await superviseProcesses(runDirectory, [postgresProcess(cluster)]);
  await awaitReady(runDirectory, ['postgres'], READY_TIMEOUT_MS);
  await awaitStatements(postgresUrl({ port, password }));
}

async function startKafka(options: InfrastructureOptions, installation: string): Promise<void> {
  const { runDirectory, plan, kafkaLinks: links = [] } = options;
  const ports = infrastructurePorts(plan);
  const directory = join(runDirectory, 'kafka');
  const adminPassword = openSecrets(runDirectory)('kafka/admin');
  const { kafka: port, kafkaController: controllerPort } = ports;
  const broker = { directory, installation, port, controllerPort, adminPassword, links };
  await prepareKafka(broker);
  await superviseProcesses(runDirectory, [kafkaProcess(broker)]);
}

async function startKeycloak({ runDirectory, plan }: InfrastructureOptions, installation: string): Promise<void> {
  const { postgresUrl: adminUrl, keycloak, secrets } = describeInfrastructure(runDirectory, plan);
  const ports = infrastructurePorts(plan);
  const password = secrets('postgres/keycloak');
  await ensureDatabase(adminUrl, { database: 'keycloak', password });
  const server = {
    directory: join(runDirectory, 'keycloak'),
    installation,
    port: ports.keycloak,
    managementPort: ports.keycloakManagement,
    database: { port: ports.postgres, name: 'keycloak', username: 'keycloak', password },
    adminPassword: keycloak.adminPassword,
  };
  prepareKeycloak(server);
  await superviseProcesses(runDirectory, [keycloakProcess(server)]);
}
