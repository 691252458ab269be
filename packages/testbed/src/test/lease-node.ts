import { isProvinceNode, NODES } from '@necips/domain';
import { TEST_RUN } from '../checkout.ts';
import { enrolCentre, enrolNode, kafkaSecretName, openKafkaAdmin } from '../federation/enrolment.ts';
import type { Infrastructure } from '../infrastructure.ts';
import { CENTRE_ACCOUNT, nodeAccount, nodeTopics } from '../kafka/federation-topics.ts';
import { takeRole } from '../supervisor/role.ts';

/** A province that no other test uses meanwhile; given back with the scope. */
export interface LeasedNode extends AsyncDisposable {
  node: string;
  /** SCRAM accounts of the node and of the centre. */
  kafkaAccounts: Record<'node' | 'centre', { username: string; password: string }>;
}

/**
 * Enrols a province that is free in the shared infrastructure: Kafka account, empty topics, rights, realm, databases. Tests
 * that run at the same time get different ones. `wanted` asks for one by its code and throws when it is taken.
 */
export async function leaseNode(infrastructure: Infrastructure, wanted?: string): Promise<LeasedNode> {
  const candidates = wanted ? [wanted] : NODES.map(({ code }) => code).filter(isProvinceNode);
  for (const node of candidates) {
    const lease = await takeRole(TEST_RUN, `node-${node}`);
    if (!lease) continue;
    await using until = new AsyncDisposableStack();
    until.use(lease);
    await using admin = openKafkaAdmin(infrastructure);
    await admin.deleteTopics(nodeTopics(node));
    await enrolCentre(infrastructure);
    await enrolNode(infrastructure, node);
    const kept = until.move();
    const accountOf = (username: string) => ({ username, password: infrastructure.secrets(kafkaSecretName(username)) });
    const kafkaAccounts = { node: accountOf(nodeAccount(node)), centre: accountOf(CENTRE_ACCOUNT) };
    return { node, kafkaAccounts, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  }
  throw new Error(wanted ? `node ${wanted} is used by another test` : 'every province is used by another test');
}
