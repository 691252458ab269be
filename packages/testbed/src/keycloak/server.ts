import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';

/** A Keycloak on the loopback address, on a PostgreSQL database of its own. */
export interface KeycloakServer {
  /** Its folder: what it writes besides the database. */
  directory: string;
  /** Folder of the built server, see `installKeycloak`. */
  installation: string;
  port: number;
  managementPort: number;
  database: { port: number; name: string; username: string; password: string };
  /** Password of the administrator `admin` of all realms; taken at the first start only. */
  adminPassword: string;
}

/** The realms' login page. */
const THEMES = join(CHECKOUT, 'deploy/keycloak/themes');

// One compiler, no G1: it starts sooner and takes half the memory, which is what counts on a machine that runs everything.
const JVM = [
  '-Xms64m',
  '-Xmx384m',
  '-XX:MetaspaceSize=96M',
  '-XX:MaxMetaspaceSize=256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:+ExitOnOutOfMemoryError',
  '-Dfile.encoding=UTF-8',
  '-Djava.net.preferIPv4Stack=true',
  ...['java.util', 'java.util.concurrent', 'java.security', 'java.lang'].map(
    (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
  ),
  '--enable-native-access=ALL-UNNAMED',
  '-Djava.util.logging.manager=org.jboss.logmanager.LogManager',
  '-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory',
  '-Dpicocli.disable.closures=true',
  '-Dquarkus-log-max-startup-records=10000',
  '-Dkc.config.built=true',
];

/** Makes the server's folder: the installation and the login page, linked, with a place for what this server writes. */
export function prepareKeycloak({ directory, installation }: KeycloakServer): void {
  mkdirSync(join(directory, 'data'), { recursive: true });
  const parts = ['bin', 'conf', 'lib', 'providers', 'version.txt'].map((name) => join(installation, name));
  for (const part of [...parts, THEMES]) {
    const link = join(directory, basename(part));
    rmSync(link, { force: true });
    if (existsSync(part)) symlinkSync(part, link);
  }
}

/** The server's process. `kc.sh` would run Java as its child; started directly there is one process to watch and to signal. */
export function keycloakProcess(server: KeycloakServer): ProcessSpec {
  const { directory, port, managementPort, database } = server;
  return {
    name: 'keycloak',
    command: 'java',
    args: [
      ...JVM,
      `-Dkc.home.dir=${directory}`,
      `-Djboss.server.config.dir=${join(directory, 'conf')}`,
      '-cp',
      join(directory, 'lib/quarkus-run.jar'),
      'io.quarkus.bootstrap.runner.QuarkusEntryPoint',
      'start',
      '--optimized',
      '--http-enabled=true',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      `--http-management-port=${managementPort}`,
      '--http-management-scheme=http',
      // Fixed, or a token's issuer would follow the URL by which it was asked for.
      `--hostname=${keycloakUrl(port)}`,
      `--db-url=jdbc:postgresql://127.0.0.1:${database.port}/${database.name}`,
      '--db-pool-max-size=15',
    ],
    cwd: directory,
    env: {
      KC_DB_USERNAME: database.username,
      KC_DB_PASSWORD: database.password,
      KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
      KC_BOOTSTRAP_ADMIN_PASSWORD: server.adminPassword,
    },
    after: ['postgres'],
    ready: { url: `http://127.0.0.1:${managementPort}/health/ready` },
    stopSignal: 'SIGTERM',
    stopWithinMs: 20_000,
  };
}

/** Root URL of a Keycloak on this port. */
export function keycloakUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
