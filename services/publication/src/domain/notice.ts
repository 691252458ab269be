/** The centre's word to the administrators of this node. */
export interface CentreNotice {
  generation: number;
  kind: 'stopped' | 'resumed';
  /** In words, Chinese first. */
  reason: string;
  /** The signed note that the centre had verified; may be empty. */
  verifiedCheckpoint: string;
  /** The signed note that contradicts it; may be empty. */
  otherCheckpoint: string;
  /** Leaves that the centre has verified and serves on. */
  verifiedSize: number;
  /** Time of the act at the centre, milliseconds since the epoch. */
  noticedAtMs: number;
  receivedAt: Date;
}

/** In words what an operator must know first; undefined while the centre goes on. */
export function describeStop(notice: CentreNotice | undefined): string | undefined {
  if (notice?.kind !== 'stopped') return undefined;
  return `总局已停止汇集本节点，停在第 ${notice.verifiedSize} 条 (the centre has stopped applying this log)：${notice.reason}`;
}
