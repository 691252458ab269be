import { dirname, join } from 'node:path';
import { CHECKOUT } from './checkout.ts';
import { consoleFiles } from './federation/console-files.ts';
import { databaseName, databaseSecretName, kafkaSecretName, NODE_SERVICES } from './federation/enrolment.ts';
import { centreKeyFile, logFiles, logOrigin, sealingKeyFile, tombstoneKeyFile } from './federation/log-key.ts';
import { centrePorts, linkPorts, nodePorts, type PortPlan, type ServicePorts } from './federation/port-plan.ts';
import type { ServiceName } from './federation/service-migrations.ts';
import type { Infrastructure } from './infrastructure.ts';
import { CENTRE_ACCOUNT, nodeAccount } from './kafka/federation-topics.ts';
import { CONSOLE_CLIENT } from './keycloak/people.ts';
import { clientSecretName, DEPARTMENT_ADMINISTRATOR, nodeClientId, realmName } from './keycloak/realm.ts';
import { clusterDirectory } from './postgres/cluster.ts';
import { withDatabase } from './postgres/databases.ts';
import type { ProcessSpec } from './supervisor/process-spec.ts';

const CENTRE = '100000';

/**
 * Arguments of Node for every service. On a machine with much memory V8 lets its heap grow far beyond what lives in it. These bounds
 * keep a service below 300 MB without costing speed: the young generation is what batches of rows pass through.
 */
export const SERVICE_FLAGS = [
  '--disable-warning=TimeoutNegativeWarning',
  '--max-old-space-size=160',
  '--max-semi-space-size=16',
];

/** Everything that the processes of the services are made from. */
export interface Federation {
  runDirectory: string;
  plan: PortPlan;
  infrastructure: Infrastructure;
  /** Whether something stands between each province and the centre, on the ports of `linkPorts`. */
  isLinked?: boolean;
  /** Whether each node, and the centre, has a console. */
  hasConsoles?: boolean;
  /** Has the last word about a process before it is started. */
  adjust?: (spec: ProcessSpec) => ProcessSpec;
}

/** Ports of a node's service, or of the centre's (100000). */
export function servicePorts(plan: PortPlan, node: string, service: ServiceName): ServicePorts {
  if (node === CENTRE) return centrePorts(plan, service === 'console' ? 1 : 0);
  return nodePorts(plan, node, ['collection', 'publication', 'console'].indexOf(service));
}

/** The processes of one node's services; they are configured by environment variables, `<SERVICE>_<KEY>`. */
export function nodeProcesses(federation: Federation, node: string): ProcessSpec[] {
  const { runDirectory, plan, infrastructure } = federation;
  const { secrets } = infrastructure;
  const realm = realmName(node);
  const { keyFile, stateFile } = logFiles(runDirectory, node);
  const publication = {
    COLLECTION_ADDRESS: `127.0.0.1:${servicePorts(plan, node, 'collection').grpc}`,
    TOKEN_URL: tokenUrl(federation, node),
    CLIENT_ID: 'svc-publication',
    CLIENT_SECRET: secrets(clientSecretName(realm, 'svc-publication')),
    LOG_ORIGIN: logOrigin(node),
    LOG_KEY_FILE: keyFile,
    LOG_STATE_FILE: stateFile,
    ...kafkaSettings(federation, nodeAccount(node), federation.isLinked ? linkPorts(plan, node).kafka : undefined),
    CENTRE_ADDRESS: `127.0.0.1:${servicePorts(plan, CENTRE, 'aggregation').grpc}`,
    CENTRE_TOKEN_URL: tokenUrl(federation, CENTRE),
    CENTRE_CLIENT_ID: nodeClientId(node),
    CENTRE_CLIENT_SECRET: secrets(clientSecretName(realmName(CENTRE), nodeClientId(node))),
  };
  const collection = {
    // Here a department's own database is one of the same cluster.
    CONNECTOR_HOSTS: new URL(infrastructure.postgresUrl).host,
    TOMBSTONE_KEY_FILE: tombstoneKeyFile(runDirectory, node),
    SEALING_KEY_FILE: sealingKeyFile(runDirectory, node),
    CENTRE_KEY_FILE: `${centreKeyFile(runDirectory)}.pub`,
    ...kafkaSettings(federation, nodeAccount(node), federation.isLinked ? linkPorts(plan, node).kafka : undefined),
    PUBLICATION_ADDRESS: `127.0.0.1:${servicePorts(plan, node, 'publication').grpc}`,
    PUBLICATION_TOKEN_URL: tokenUrl(federation, node),
    PUBLICATION_CLIENT_ID: 'svc-collection',
    PUBLICATION_CLIENT_SECRET: secrets(clientSecretName(realm, 'svc-collection')),
    IDENTITY_CLIENT_ID: DEPARTMENT_ADMINISTRATOR,
    IDENTITY_CLIENT_SECRET: secrets(clientSecretName(realm, DEPARTMENT_ADMINISTRATOR)),
  };
  const settings = { collection, publication };
  return NODE_SERVICES.map((service) =>
    serviceProcess(federation, node, service, { NODE: node, ...settings[service] }),
  );
}

/** The processes of the centre's services. */
export function centreProcesses(federation: Federation): ProcessSpec[] {
  return [
    serviceProcess(federation, CENTRE, 'aggregation', {
      KEY_FILE: centreKeyFile(federation.runDirectory),
      REPAIR_SECRETS_FILE: repairSecretsFile(federation.runDirectory),
      ...kafkaSettings(federation, CENTRE_ACCOUNT),
    }),
  ];
}

/** The process of a node's console, or of the centre's. It has no gRPC and needs neither Kafka nor a signing key. */
export function consoleProcess(federation: Federation, node: string): ProcessSpec {
  const { runDirectory, plan, infrastructure, adjust = (spec) => spec } = federation;
  const restOf = (service: ServiceName) => `http://127.0.0.1:${servicePorts(plan, node, service).http}`;
  const { http } = servicePorts(plan, node, 'console');
  const files = consoleFiles(runDirectory, node);
  const env = {
    CONSOLE_NODE: node,
    CONSOLE_HTTP_PORT: String(http),
    CONSOLE_BASE_URL: consoleUrl(federation, node),
    CONSOLE_DATABASE_URL: databaseUrl(infrastructure, node, 'console'),
    CONSOLE_ISSUER: issuer(infrastructure, node),
    CONSOLE_CLIENT_SECRET: infrastructure.secrets(clientSecretName(realmName(node), CONSOLE_CLIENT)),
    CONSOLE_SESSION_KEY_FILE: files.sessionKeyFile,
    CONSOLE_PINNED_KEYS_FILE: files.pinnedKeysFile,
    CONSOLE_EXCHANGE_URL: restOf(node === CENTRE ? 'aggregation' : 'publication'),
    ...(node !== CENTRE && { CONSOLE_COLLECTION_URL: restOf('collection') }),
  };
  return adjust({
    name: processName(node, 'console'),
    command: process.execPath,
    args: [...SERVICE_FLAGS, join(CHECKOUT, 'services/console/src/main.ts')],
    cwd: runDirectory,
    env,
    after: ['postgres', 'keycloak'],
    ready: { url: `http://127.0.0.1:${http}/health/live` },
    stopSignal: 'SIGTERM',
    stopWithinMs: 25_000,
  });
}

/** Where browsers reach a node's console, or the centre's. */
export function consoleUrl({ plan }: Pick<Federation, 'plan'>, node: string): string {
  return `http://127.0.0.1:${servicePorts(plan, node, 'console').http}`;
}

/** JSON file with the secret of the centre's client in each province's realm. */
export function repairSecretsFile(runDirectory: string): string {
  return join(runDirectory, 'centre/repair-secrets.json');
}

/** Where tokens of a node's realm are had. */
export function tokenUrl({ infrastructure }: Pick<Federation, 'infrastructure'>, node: string): string {
  return `${issuer(infrastructure, node)}/protocol/openid-connect/token`;
}

/** Connection URL of a service's database, as its owner. */
export function databaseUrl({ postgresUrl, secrets }: Infrastructure, node: string, service: ServiceName): string {
  const database = databaseName(node, service);
  return withDatabase(postgresUrl, database, { username: database, password: secrets(databaseSecretName(database)) });
}

/** Name of a service's process, `330000-collection` or `centre-aggregation`; also of its log. */
function processName(node: string, service: ServiceName): string {
  return `${node === CENTRE ? 'centre' : node}-${service}`;
}

function serviceProcess(
  { runDirectory, plan, infrastructure, adjust = (spec) => spec }: Federation,
  node: string,
  service: ServiceName,
  settings: Record<string, string>,
): ProcessSpec {
  const { http, grpc } = servicePorts(plan, node, service);
  const named = {
    HTTP_PORT: String(http),
    GRPC_PORT: String(grpc),
    DATABASE_URL: databaseUrl(infrastructure, node, service),
    ISSUER: issuer(infrastructure, node),
    // The service's own account need not be able to look into the data; the folder around it is on the same disk.
    DISK_PATHS: dirname(clusterDirectory(runDirectory)),
    ...settings,
  };
  const prefix = service.toUpperCase();
  return adjust({
    name: processName(node, service),
    command: process.execPath,
    args: [...SERVICE_FLAGS, join(CHECKOUT, 'services', service, 'src/main.ts')],
    cwd: runDirectory,
    env: Object.fromEntries(Object.entries(named).map(([key, value]) => [`${prefix}_${key}`, value])),
    after: ['postgres', 'kafka', 'keycloak'],
    ready: { url: `http://127.0.0.1:${http}/health/live` },
    stopSignal: 'SIGTERM',
    stopWithinMs: 25_000,
  });
}

function kafkaSettings({ infrastructure }: Federation, account: string, port?: number): Record<string, string> {
  const { kafka, secrets } = infrastructure;
  return {
    KAFKA_BROKERS: `${kafka.host}:${port ?? kafka.port}`,
    KAFKA_USERNAME: account,
    KAFKA_PASSWORD: secrets(kafkaSecretName(account)),
  };
}

function issuer({ keycloak }: Infrastructure, node: string): string {
  return `${keycloak.url}/realms/${realmName(node)}`;
}
