import type { Executor, Transaction } from '@necips/runtime';

/** A province as it was enrolled: its pinned log key and where it is reached. */
export interface EnrolledNode {
  /** Six digits. */
  code: string;
  /** Short Chinese name. */
  name: string;
  /** Origin line of its checkpoints. */
  logOrigin: string;
  /** C2SP verifier key. */
  logKey: string;
  /** Where `/checkpoint` and `/tile/…` are found; no slash at the end. */
  logUrl: string;
  /** host:port of the gRPC service that repair reads call. */
  logServiceAddress: string;
  /** Where a token of the province's realm is had. */
  tokenUrl: string;
}

/** The node, locked against another enrolment at the same time. */
export async function lockNode(tx: Transaction, code: string): Promise<EnrolledNode | undefined> {
  const [row] = await tx<EnrolledNode[]>`
    select code, name, log_origin as "logOrigin", log_key as "logKey", log_url as "logUrl",
      log_service_address as "logServiceAddress", token_url as "tokenUrl"
    from node where code = ${code} for update`;
  return row;
}

/** Enrols a node; false where another transaction has just done so. */
export async function insertNode(tx: Transaction, node: EnrolledNode, enrolledBy: string): Promise<boolean> {
  const rows = await tx`
    insert into node (code, name, log_origin, log_key, log_url, log_service_address, token_url, enrolled_at, enrolled_by)
    values (${node.code}, ${node.name}, ${node.logOrigin}, ${node.logKey}, ${node.logUrl}, ${node.logServiceAddress},
      ${node.tokenUrl}, now(), ${enrolledBy})
    on conflict (code) do nothing returning code`;
  return rows.length === 1;
}

/** Changes where an enrolled node is reached; what is pinned stays. */
export async function updateNodeAddresses(tx: Transaction, node: EnrolledNode): Promise<void> {
  await tx`
    update node set log_url = ${node.logUrl}, log_service_address = ${node.logServiceAddress}, token_url = ${node.tokenUrl}
    where code = ${node.code}`;
}

/** Replaces the key by which a node's log is known; the ones before it stay in the list of the log's keys. */
export async function updateNodeKey(tx: Transaction, code: string, logKey: string): Promise<void> {
  await tx`update node set log_key = ${logKey} where code = ${code}`;
}

/** Pins another log, the next generation of the one before. */
export async function updateNodeLog(
  tx: Transaction,
  code: string,
  { logOrigin, logKey }: { logOrigin: string; logKey: string },
): Promise<void> {
  await tx`update node set log_origin = ${logOrigin}, log_key = ${logKey} where code = ${code}`;
}

/** The channel on which enrolments are hinted at; readers poll as well. */
export const ENROLMENT_CHANNEL = 'aggregation_enrolment';

/** Hints at an enrolment when the transaction commits. */
export async function notifyEnrolment(tx: Executor): Promise<void> {
  await tx`select pg_notify(${ENROLMENT_CHANNEL}, '')`;
}
