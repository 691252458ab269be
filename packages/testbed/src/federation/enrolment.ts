import type { Infrastructure } from '../infrastructure.ts';
import { KafkaAdmin } from '../kafka/admin.ts';
import { CENTRE_ACCOUNT, enrolCentreInKafka, enrolNodeInKafka, nodeAccount } from '../kafka/federation-topics.ts';
import { ensureAdministrator, ensureClient, ensureRealm } from '../keycloak/admin.ts';
import { ensurePeople } from '../keycloak/ensure-people.ts';
import { peopleOf } from '../keycloak/people.ts';
import { departmentAdministrator, nodeClientOfCentre, realmName, realmOf } from '../keycloak/realm.ts';
import { ensureDatabase } from '../postgres/databases.ts';
import { awaitRole } from '../supervisor/role.ts';

const CENTRE = '100000';

/** Services of a node, each with a database of its own. */
export const NODE_SERVICES = ['collection', 'publication'] as const;
/** Services of the centre. */
export const CENTRE_SERVICES = ['aggregation'] as const;

/**
 * What the centre needs before it can start: realm, Kafka account, topics and rights, databases. May be repeated and
 * called by several processes at once.
 */
export async function enrolCentre(infrastructure: Infrastructure): Promise<void> {
  const { runDirectory, secrets } = infrastructure;
  await using _turn = await awaitRole(runDirectory, 'enrolment');
  await using admin = openKafkaAdmin(infrastructure);
  await enrolCentreInKafka(admin, secrets(kafkaSecretName(CENTRE_ACCOUNT)));
  await enrolRealmAndDatabases(infrastructure, CENTRE, CENTRE_SERVICES);
}

/**
 * What a node needs before it can start: realm, account in the centre's realm, Kafka account, topics, rights and quotas,
 * databases. The centre is there (`enrolCentre`). May be repeated and called by several processes at once.
 */
export async function enrolNode(infrastructure: Infrastructure, node: string): Promise<void> {
  const { runDirectory, secrets } = infrastructure;
  await using _turn = await awaitRole(runDirectory, 'enrolment');
  await using admin = openKafkaAdmin(infrastructure);
  await enrolNodeInKafka(admin, node, secrets(kafkaSecretName(nodeAccount(node))));
  await enrolRealmAndDatabases(infrastructure, node, NODE_SERVICES);
  await ensureAdministrator(infrastructure.keycloak, realmName(node), departmentAdministrator(node, secrets));
  await ensureClient(infrastructure.keycloak, realmName(CENTRE), nodeClientOfCentre(node, secrets));
}

/** What a node's console, or the centre's, needs before it can start: its client and people in the realm, its database. May be repeated. */
export async function enrolConsole(infrastructure: Infrastructure, node: string, baseUrl: string): Promise<void> {
  const { runDirectory, keycloak, postgresUrl, secrets } = infrastructure;
  await using _turn = await awaitRole(runDirectory, 'enrolment');
  await ensurePeople(keycloak, peopleOf(node, baseUrl, secrets));
  const database = databaseName(node, 'console');
  await ensureDatabase(postgresUrl, { database, password: secrets(databaseSecretName(database)) });
}

/** Name of a service's database and of its owner: `node_330000_collection`, `centre_aggregation`. */
export function databaseName(node: string, service: string): string {
  return node === CENTRE ? `centre_${service}` : `node_${node}_${service}`;
}

/** Name under which `Secrets` keeps a database owner's password. */
export function databaseSecretName(database: string): string {
  return `postgres/${database}`;
}

/** Name under which `Secrets` keeps a Kafka account's password. */
export function kafkaSecretName(account: string): string {
  return `kafka/${account}`;
}

/** The broker's super user; closes with the scope. */
export function openKafkaAdmin({ kafka }: Pick<Infrastructure, 'kafka'>): KafkaAdmin {
  return new KafkaAdmin({ host: kafka.host, port: kafka.port, password: kafka.adminPassword });
}

async function enrolRealmAndDatabases(
  infrastructure: Infrastructure,
  node: string,
  services: readonly string[],
): Promise<void> {
  const { keycloak, postgresUrl, secrets } = infrastructure;
  await ensureRealm(keycloak, realmOf(node, secrets));
  for (const service of services) {
    const database = databaseName(node, service);
    await ensureDatabase(postgresUrl, { database, password: secrets(databaseSecretName(database)) });
  }
}
