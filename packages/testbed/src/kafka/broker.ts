import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import { runCommand } from '../run-command.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';

/** A single-node Kafka (KRaft) on the loopback address: SCRAM-SHA-512, nothing allowed but what an ACL allows. */
export interface KafkaBroker {
  /** Its folder: settings and data. */
  directory: string;
  /** Folder of the jars, see `installKafka`. */
  installation: string;
  port: number;
  controllerPort: number;
  /** Password of the super user `admin`. */
  adminPassword: string;
  /** Listeners besides the clients' own. */
  links?: readonly KafkaLink[];
}

/** A listener whose clients are sent to another port than it listens on, because something stands in between. */
export interface KafkaLink {
  port: number;
  advertisedPort: number;
}

const TEMPLATE = join(CHECKOUT, 'deploy/local/kafka/server.properties');
const CLUSTER_ID = 'necips-local-cluster-0'; // 22 characters of base64url.
const SMALL_JVM = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.net.preferIPv4Stack=true'];

/** Writes the broker's settings, and formats its data folder, with the super user, unless that was done. */
export async function prepareKafka(broker: KafkaBroker): Promise<void> {
  const { directory, installation, port, controllerPort, adminPassword } = broker;
  mkdirSync(directory, { recursive: true });
  const values: Record<string, string> = {
    port: String(port),
    controllerPort: String(controllerPort),
    adminPassword,
    clusterId: CLUSTER_ID,
    ...linkSettings(broker.links ?? []),
  };
  const settings = readFileSync(TEMPLATE, 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
  writeFileSync(join(directory, 'server.properties'), settings, { mode: 0o600 });
  if (existsSync(join(directory, 'data/meta.properties'))) return;
  const format = ['kafka.tools.StorageTool', 'format', '--cluster-id', CLUSTER_ID, '--config', 'server.properties'];
  const admin = ['--add-scram', `SCRAM-SHA-512=[name="admin",password="${adminPassword}"]`];
  const java = [...SMALL_JVM, '-Xmx96m', ...logLevel('error'), '-cp', classPath(installation)];
  await runCommand('java', [...java, ...format, '--standalone', ...admin], directory);
}

/** The broker's process. */
export function kafkaProcess({ directory, installation, port }: KafkaBroker): ProcessSpec {
  const archive = join(installation, 'classes.jsa');
  return {
    name: 'kafka',
    command: 'java',
    args: [
      ...(existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : []),
      '-Xmx256m',
      ...SMALL_JVM,
      '-XX:+ExitOnOutOfMemoryError',
      ...logLevel('warn'),
      '-cp',
      classPath(installation),
      'kafka.Kafka',
      'server.properties',
    ],
    cwd: directory,
    env: {},
    after: [],
    ready: { port }, // It opens once the broker may serve.
    stopSignal: 'SIGTERM',
    stopWithinMs: 20_000,
  };
}

function linkSettings(links: readonly KafkaLink[]): Record<string, string> {
  const named = links.map((link, i) => ({ ...link, name: `LINK${i}` }));
  const jaas = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return {
    linkListeners: named.map(({ name, port }) => `,${name}://127.0.0.1:${port}`).join(''),
    linkAddresses: named.map(({ name, advertisedPort }) => `,${name}://127.0.0.1:${advertisedPort}`).join(''),
    linkProtocols: named.map(({ name }) => `,${name}:SASL_PLAINTEXT`).join(''),
    linkLogins: named
      .map(({ name }) => `listener.name.${name.toLowerCase()}.scram-sha-512.sasl.jaas.config=${jaas}`)
      .join('\n'),
  };
}

function logLevel(level: string): string[] {
  return [
    `-Dorg.slf4j.simpleLogger.defaultLogLevel=${level}`,
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
  ];
}

// Explicit and sorted: the class archive is used with the very same class path only.
function classPath(installation: string): string {
  const lib = join(installation, 'lib');
  return readdirSync(lib)
    .filter((name) => name.endsWith('.jar'))
    .sort()
    .map((name) => join(lib, name))
    .join(':');
}
