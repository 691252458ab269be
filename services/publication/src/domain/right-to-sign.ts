import { equalBytes } from '@necips/tlog';
import type { SignedTree, TreeHead } from './signed-tree.ts';

/** The last tree head that was signed and shown, as fsynced beside the key: what a restored database is measured against. */
export interface SignedMark extends TreeHead {
  origin: string;
}

/** Why no leaf may be signed: a stable reason, and the matter in words. Reading goes on. */
export interface Refusal {
  reason: string;
  message: string;
}

/**
 * Refuses where the database may hold less than was ever signed: two inconsistent signed checkpoints are proof of a false
 * log, and signing on an older state would make them.
 */
export function refusalByMark(
  stored: TreeHead | undefined,
  mark: SignedMark | undefined,
  origin: string,
): Refusal | undefined {
  if (!mark) {
    if (!stored) return undefined;
    const words = '已签名的日志状态文件缺失，无法判断数据库是否完整，停止签名';
    return { reason: 'log_mark_lost', message: `${words} (the file with the signed size and root is missing)` };
  }
  const isBehind = stored !== undefined && stored.generation < mark.generation;
  if (stored && stored.generation > mark.generation) {
    // A crash may come between the first leaf of a generation and its mark, and then only.
    if (stored.size <= 1) return undefined;
    const words = '已签名的日志状态文件属于前一代日志，停止签名';
    return { reason: 'log_mark_lost', message: `${words} (the signed size and root are of an earlier generation)` };
  }
  if (mark.origin !== origin && !isBehind) {
    const words = `日志状态文件属于另一日志 ${mark.origin}，停止签名`;
    return { reason: 'log_mark_foreign', message: `${words} (the signed state is of another log than ${origin})` };
  }
  const held = stored ?? { generation: mark.generation, size: 0 };
  if (held.generation < mark.generation || (held.generation === mark.generation && held.size < mark.size)) {
    const words = `数据库比已签名的日志旧：已签名 ${mark.size} 条，数据库只有 ${held.size} 条；补齐之前不再签名`;
    const english = `the database holds ${held.size} of ${mark.size} signed leaves: no signing until they are back`;
    return { reason: 'log_behind_mark', message: `${words} (${english})` };
  }
  return undefined;
}

/** Refuses where the database's tree, cut at the marked size, is not the tree that was signed. */
export function refusalByRoot(mark: TreeHead, rootAtMark: Uint8Array): Refusal | undefined {
  if (equalBytes(mark.root, rootAtMark)) return undefined;
  const words = `数据库中的日志与已签名的日志在第 ${mark.size} 条处根哈希不同，停止签名`;
  return { reason: 'log_diverged', message: `${words} (the stored log has another root at size ${mark.size})` };
}

/** Refuses where the stored tree head was signed by another key, or does not belong to the stored leaves. */
export function refusalByStored(
  stored: SignedTree,
  ownSignature: boolean,
  recomputedRoot: Uint8Array,
): Refusal | undefined {
  if (!ownSignature) return KEY_DIFFERS;
  if (!equalBytes(stored.root, recomputedRoot)) {
    const words = '数据库中的叶子与所存根哈希不符，停止签名';
    return { reason: 'log_damaged', message: `${words} (the stored leaves do not give the stored root)` };
  }
  return undefined;
}

/** Refuses where no key lies here with which the log goes on. */
export function refusalByKey(keysHere: number): Refusal {
  if (keysHere > 0) return KEY_DIFFERS;
  const words = '日志签名密钥不在本节点，停止签名；已公示的内容继续提供';
  return { reason: 'log_key_missing', message: `${words} (the key of the log is not here)` };
}

const KEY_DIFFERS: Refusal = {
  reason: 'log_key_differs',
  message: '数据库中的检查点不是由本密钥签名的，停止签名 (the stored checkpoint is not signed by this key)',
};
