import type { LocalFederation } from '../local-federation.ts';
import { type Federation, servicePorts, tokenUrl } from '../service-processes.ts';
import { logOrigin } from './log-key.ts';
import { linkPorts } from './port-plan.ts';

/**
 * Enrols a province at the centre, as a central administrator: its log key is pinned there, with the addresses by which the
 * centre reaches it. The centre audits the act; again with the same key it only refreshes the addresses. Rejects where the
 * centre has pinned another key.
 */
export async function pinNodeAtCentre(
  local: LocalFederation,
  federation: Federation,
  node: string,
  logKey: string,
): Promise<void> {
  const { log, grpc } = addresses(federation, node);
  const enrolment = {
    logOrigin: logOrigin(node),
    logKey,
    logUrl: `http://127.0.0.1:${log}/log`,
    logServiceAddress: `127.0.0.1:${grpc}`,
    tokenUrl: tokenUrl(federation, node),
  };
  const response = await local.call(
    'central-admin@centre',
    `${local.endpoints.centre.aggregation.rest}/v1/nodes/${node}`,
    {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(enrolment),
    },
  );
  if (!response.ok) throw new Error(`the centre refuses to enrol ${node}: ${response.status} ${await response.text()}`);
  await response.body?.cancel();
}

function addresses({ plan, isLinked }: Federation, node: string): { log: number; grpc: number } {
  if (isLinked) return linkPorts(plan, node);
  const { http, grpc } = servicePorts(plan, node, 'publication');
  return { log: http, grpc };
}
