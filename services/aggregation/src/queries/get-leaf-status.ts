import { pseudonymOf, readLeaves } from '@necips/exchange';
import { type LeafState, signStatus } from '@necips/proof';
import { ServiceError } from '@necips/runtime';
import { decodeLogLeaf, leafHash, parseCheckpoint, parseNote } from '@necips/tlog';
import type { Context } from '../context.ts';
import { findNodeState } from '../store/node-state.ts';
import { findLastSuccessor, isHidden } from '../store/successor.ts';

/**
 * The centre's signed word on one publishing leaf of a province (docs/proof-format.md): whether it is current as of what is
 * verified here. Throws `not_found`, `precondition` for a leaf that publishes nothing, `unavailable` without a key, or while
 * a withdrawal is known whose leaf is not verified yet: the leaf is not current, and what ended it cannot be named.
 */
export async function getLeafStatus(
  { reading, key, now }: Pick<Context, 'reading' | 'key' | 'now'>,
  node: string,
  index: number,
): Promise<string> {
  if (!key) throw new ServiceError('unavailable', '总局未配置密钥 (the centre has no key)', { reason: 'no_key' });
  // One snapshot: size, leaf and what became of it belong together.
  const seen = await reading.begin('isolation level repeatable read read only', async (tx) => {
    const state = await findNodeState(tx, node);
    if (!state || index >= state.tail.size) throw noSuchLeaf(node, index);
    const { generation } = state.tail;
    const [entry] = await readLeaves(tx, { node, generation, from: index, to: index + 1 });
    if (!entry) throw noSuchLeaf(node, index);
    const leaf = { node, generation, index, pseudonym: Buffer.from(pseudonymOf(entry)) };
    const successorIndex = await findLastSuccessor(tx, leaf);
    const [last] =
      successorIndex === undefined
        ? []
        : await readLeaves(tx, { node, generation, from: successorIndex, to: successorIndex + 1 });
    return { tail: state.tail, entry, successorIndex, last, hidden: await isHidden(tx, leaf) };
  });
  const { tail, entry, successorIndex, last } = seen;
  if (decodeLogLeaf(entry).op !== 'publish') {
    throw new ServiceError('precondition', `第 ${index} 叶不是公示 (the leaf publishes nothing)`, {
      reason: 'not_publishing',
    });
  }
  const state: LeafState = !last ? 'current' : decodeLogLeaf(last).op === 'withdraw' ? 'withdrawn' : 'superseded';
  if (seen.hidden && state !== 'withdrawn') {
    throw new ServiceError('unavailable', '记录已撤下，对应的叶尚未核验 (withdrawn; its leaf is not verified yet)', {
      reason: 'withdrawal_not_verified',
    });
  }
  const { origin } = parseCheckpoint(parseNote(tail.checkpoint).text);
  const { generation, size, root } = tail;
  const about = { origin, size, root, generation, index, leafHash: leafHash(entry) };
  return signStatus({ ...about, state, successorIndex, time: Math.floor(now() / 1000) }, key.signer);
}

function noSuchLeaf(node: string, index: number): ServiceError {
  return new ServiceError('not_found', `节点 ${node} 没有已核验的第 ${index} 叶 (no such leaf is verified)`, {
    reason: 'no_such_leaf',
  });
}
