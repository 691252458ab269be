// What every service is told, under variables that begin with its own name: `COLLECTION_HTTP_PORT`.
import { readFile } from 'node:fs/promises';
import type { ConfigOf } from './config.ts';
import type { KafkaOptions } from './kafka/index.ts';
import { flag, integer, list, optionalSecret, optionalText, secret, text } from './settings.ts';
import type { TlsFiles } from './tls.ts';

const LOOPBACK = '127.0.0.1';
const REQUESTS_PER_SECOND_MAX = 20_000;

/** Settings of a service that answers over HTTP and has a database; spread into its own. */
export function serviceSettings(prefix: string, { requestsPerSecondMax = REQUESTS_PER_SECOND_MAX } = {}) {
  return {
    logLevel: text(`${prefix}_LOG_LEVEL`, { default: 'info' }),
    http: serverSettings(`${prefix}_HTTP`),
    /** Requests of one client address in a second; beyond it the answer is 429. Generous: it stops a runaway loop. */
    requestsPerSecondMax: integer(`${prefix}_REQUESTS_PER_SECOND_MAX`, { min: 1, default: requestsPerSecondMax }),
    /** PEM files: key and certificate, both or neither, and the authority whose certificates clients must show (mTLS). */
    tls: {
      keyFile: optionalText(`${prefix}_TLS_KEY_FILE`),
      certFile: optionalText(`${prefix}_TLS_CERT_FILE`),
      caFile: optionalText(`${prefix}_TLS_CA_FILE`),
    },
    /** Allows plaintext beyond loopback, where something in front ends TLS. */
    plaintextBeyondLoopback: flag(`${prefix}_PLAINTEXT_BEYOND_LOOPBACK`, { default: false }),
    databaseUrl: secret(`${prefix}_DATABASE_URL`),
    /** URL of the realm whose tokens are accepted, exactly as their `iss`. */
    issuer: text(`${prefix}_ISSUER`, { pattern: /^https?:\/\// }),
  };
}

/** Settings of a service that answers over gRPC too, and says how full its disks are. */
export function recordServiceSettings(prefix: string) {
  return {
    ...serviceSettings(prefix),
    grpc: serverSettings(`${prefix}_GRPC`),
    /** Paths on the file systems whose free space the status shows, such as that of the database's data. */
    diskPaths: list(`${prefix}_DISK_PATHS`, { default: [] }),
  };
}

/** The federation's Kafka, as an account of its own. `brokers` may be left out where it can do without. */
export function kafkaSettings(prefix: string, brokers: { default?: readonly string[] } = {}) {
  return {
    brokers: list(`${prefix}_KAFKA_BROKERS`, brokers),
    username: optionalText(`${prefix}_KAFKA_USERNAME`),
    password: optionalSecret(`${prefix}_KAFKA_PASSWORD`),
    /** PEM file of the brokers' authority; plaintext without it. */
    caFile: optionalText(`${prefix}_KAFKA_CA_FILE`),
  };
}

/** How servers are to be reached, out of `serviceSettings`. */
export function transportOf({ tls, plaintextBeyondLoopback }: TransportConfig): ServerTransport {
  const { keyFile, certFile, caFile } = tls;
  if (!keyFile || !certFile) return { plaintextBeyondLoopback };
  return { plaintextBeyondLoopback, tls: { keyFile, certFile, ...(caFile && { caFile }) } };
}

/** How Kafka is reached, out of `kafkaSettings`. */
export async function kafkaAccess({ brokers, username, password, caFile }: KafkaConfig): Promise<KafkaAccess> {
  return {
    brokers,
    ...(username && password && { sasl: { username, password } }),
    ...(caFile && { tls: { ca: [await readFile(caFile, 'utf8')] } }),
  };
}

function serverSettings(prefix: string) {
  return {
    host: text(`${prefix}_HOST`, { default: LOOPBACK }),
    /** 0 takes any that is free. */
    port: integer(`${prefix}_PORT`, { min: 0, max: 65_535 }),
  };
}

interface TransportConfig {
  tls: { keyFile: string | undefined; certFile: string | undefined; caFile: string | undefined };
  plaintextBeyondLoopback: boolean;
}

interface ServerTransport {
  plaintextBeyondLoopback: boolean;
  tls?: TlsFiles;
}

type KafkaConfig = ConfigOf<ReturnType<typeof kafkaSettings>>;

type KafkaAccess = Pick<KafkaOptions, 'brokers' | 'sasl' | 'tls'>;
