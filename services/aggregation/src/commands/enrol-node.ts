import { findNode, isProvinceNode } from '@necips/domain';
import { ensureNodePartition, insertLogKeys, listNodeKeys } from '@necips/exchange';
import { appendAudit, ServiceError } from '@necips/runtime';
import { LogError, type LogKey, LogKeys, parseVerifierKey } from '@necips/tlog';
import type { Context } from '../context.ts';
import { type EnrolledNode, insertNode, lockNode, notifyEnrolment, updateNodeAddresses } from '../store/node.ts';
import { insertNodeContact } from '../store/node-contact.ts';
import { insertNodeState } from '../store/node-state.ts';

/** What an administrator enters about a province; its name is known. */
export type Enrolment = Omit<EnrolledNode, 'name'>;

/** `enrolled` for the first time, `readdressed`, or `unchanged`. */
export type EnrolmentOutcome = 'enrolled' | 'readdressed' | 'unchanged';

/**
 * Enrols a province: pins the key and the origin of its log, and says where it is reached. Repeating it is harmless, and may
 * change addresses; what is pinned never changes this way. Each change is a line in the audit log.
 *
 * Throws `invalid` for a node that publishes nothing, or a key that is not the origin's; `conflict`, reason `key_pinned`,
 * where another key or origin is pinned.
 */
export async function enrolNode(
  context: Pick<Context, 'sql' | 'events'>,
  enrolment: Enrolment,
  actor: string,
): Promise<EnrolmentOutcome> {
  const node = { ...enrolment, name: nameOf(enrolment.code) };
  requireKeyOfLog(enrolment);
  await ensureNodePartition(context.sql, node.code);
  const outcome = await context.sql.begin(async (tx): Promise<EnrolmentOutcome> => {
    const isNew = await insertNode(tx, node, actor);
    if (isNew) {
      const keys = new LogKeys(node.logOrigin, [{ verifierKey: node.logKey, fromSize: 0 }]);
      await insertNodeState(tx, node.code, keys);
      await insertLogKeys(tx, { node: node.code, generation: 1 }, keys.keys);
      await insertNodeContact(tx, node.code);
    } else {
      const enrolled = await lockNode(tx, node.code);
      if (!enrolled) throw new Error(`node ${node.code} vanished`);
      requirePinned(enrolled, node, await listNodeKeys(tx, node.code));
      if (isAddressed(enrolled, node)) return 'unchanged';
      await updateNodeAddresses(tx, node);
    }
    const { code, name: _, ...details } = node;
    await appendAudit(tx, { actor, act: isNew ? 'enrol_node' : 'readdress_node', object: code, details });
    await notifyEnrolment(tx);
    return isNew ? 'enrolled' : 'readdressed';
  });
  context.events.nodeEnrolled(node.code, actor, outcome);
  return outcome;
}

function nameOf(code: string): string {
  const node = findNode(code);
  if (node && isProvinceNode(code)) return node.name;
  throw new ServiceError('invalid', `${code} 不是公示节点 (not a publishing node)`, { reason: 'unknown_node' });
}

function requireKeyOfLog({ logKey, logOrigin }: Enrolment): void {
  const reason = 'bad_log_key';
  try {
    if (parseVerifierKey(logKey).name === logOrigin) return;
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw new ServiceError('invalid', '日志公钥格式不符 (not a C2SP verifier key)', { reason, cause });
  }
  throw new ServiceError('invalid', '日志公钥不属于该日志 (the key does not bear the name of the origin)', { reason });
}

/** A key that the log had before a rotation, or in an earlier generation, is no other key; it bears the name of its origin. */
function requirePinned(enrolled: EnrolledNode, node: EnrolledNode, keys: readonly LogKey[]): void {
  if (enrolled.logKey === node.logKey || keys.some(({ verifierKey }) => verifierKey === node.logKey)) return;
  throw new ServiceError('conflict', `节点 ${node.code} 已登记其他日志公钥 (another log key is pinned)`, {
    reason: 'key_pinned',
    details: { node: node.code, pinnedOrigin: enrolled.logOrigin },
  });
}

function isAddressed(a: EnrolledNode, b: EnrolledNode): boolean {
  return a.logUrl === b.logUrl && a.logServiceAddress === b.logServiceAddress && a.tokenUrl === b.tokenUrl;
}
