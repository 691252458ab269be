import { type CentreNotice, describeStop } from './notice.ts';
import type { CentreReceipt } from './receipt.ts';
import type { SignedTree } from './signed-tree.ts';

/** How far the centre has verified, in words: what an operator reads first. */
export function describeStatus(status: LogStatus): string {
  const { tree, relayedSize, receipt, notice, isContradicted } = status;
  const stop = describeStop(notice);
  if (status.withheld !== undefined) return status.withheld;
  const { permit, carryOver } = status;
  if (permit) {
    return `总局已准许第 ${permit.generation} 代日志：${permit.reason}；请省级管理员放置新密钥并开始 (a new generation is permitted: begin it)`;
  }
  if (stop) return stop;
  if (isContradicted && receipt) {
    return `总局核验的根哈希与本节点在第 ${receipt.verifiedSize} 条处签名的不同，请立即报告 (the centre verified another root than was signed)`;
  }
  if (tree.size === 0) return '尚未公示任何记录 (nothing is published yet)';
  if (carryOver) {
    const { carried, records } = carryOver;
    return `第 ${tree.generation} 代日志接续中，已接续 ${carried} 条，共 ${records} 条 (carrying over: ${carried} of ${records})`;
  }
  const relay = relayedSize < tree.size ? `，另有 ${tree.size - relayedSize} 条尚未送达` : '';
  if (!receipt) return `已公示 ${tree.size} 条，尚未收到总局的核验回执${relay} (no receipt of the centre yet)`;
  const when = receipt.receivedAt.toISOString();
  const lag = lagOf(status);
  if (lag < 0) {
    return `总局已核验 ${receipt.verifiedSize} 条，多于本节点的 ${tree.size} 条，请检查本节点是否丢失数据 (the centre has more than this node)`;
  }
  if (lag === 0) return `已公示的 ${tree.size} 条总局已全部核验，最近回执 ${when} (all is verified)`;
  return `已公示 ${tree.size} 条，总局已核验 ${receipt.verifiedSize} 条，相差 ${lag} 条${relay}，最近回执 ${when} (verifying)`;
}

/** Leaves published that the centre has not verified yet; negative where the centre has more than this node. */
export function lagOf({ tree, receipt }: Pick<LogStatus, 'tree' | 'receipt'>): number {
  return tree.size - (receipt?.verifiedSize ?? 0);
}

/** Leaves signed that Kafka has not acknowledged. */
export function relayLagOf({ tree, relayedSize }: Pick<LogStatus, 'tree' | 'relayedSize'>): number {
  return Math.max(0, tree.size - relayedSize);
}

/** Entries of the feed not published yet, at most, because it has holes; null until the feed has been heard. */
export function feedLagOf({ feedSequence, feedHead }: Pick<LogStatus, 'feedSequence' | 'feedHead'>): number | null {
  return feedHead === undefined ? null : Math.max(0, feedHead - feedSequence);
}

/** A new generation of the log that has not carried over everything. */
export interface CarryOverStatus {
  previousGeneration: number;
  /** To be carried over. */
  records: number;
  /** Shown, with a leaf in this generation. */
  carried: number;
}

/** Where the log stands: here, on its way, and at the centre. */
export interface LogStatus {
  node: string;
  tree: SignedTree;
  relayedSize: number;
  receipt: CentreReceipt | undefined;
  /** What the centre tells the administrators. */
  notice: CentreNotice | undefined;
  /** What it says of a next generation of the log, which this node may begin. */
  permit?: CentreNotice | undefined;
  /** How far everything shown has got into this generation of the log; undefined where that is done. */
  carryOver?: CarryOverStatus | undefined;
  /** Life of collection's feed that `feedSequence` counts in; empty before its first entry. */
  feedIncarnation: string;
  /** Feed sequence number of collection up to which everything is published. */
  feedSequence: number;
  /** Newest entry of the feed, as it last said; undefined until it has been heard. */
  feedHead: number | undefined;
  /** The centre verified another root than was signed at that size. */
  isContradicted: boolean;
  /** Why this node's records are withheld, in words. */
  withheld: string | undefined;
}
