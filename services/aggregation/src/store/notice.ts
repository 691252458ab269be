import type { Transaction } from '@necips/runtime';

/** What the administrators of a province are told. */
export interface Notice {
  /** Rises with each notice at this centre. */
  id: number;
  node: string;
  generation: number;
  kind: 'stopped' | 'resumed';
  /** In words, Chinese first. */
  reason: string;
  /** The signed note that was verified; may be empty. */
  verifiedCheckpoint: string;
  /** The signed note that contradicts it; may be empty. */
  otherCheckpoint: string;
  verifiedSize: number;
  /** Milliseconds since the epoch. */
  noticedAtMs: number;
}

/** Keeps a notice in the transaction of the act that it is about. */
export async function insertNotice(tx: Transaction, notice: Omit<Notice, 'id'>): Promise<void> {
  await tx`
    insert into notice (node, generation, kind, reason, verified_checkpoint, other_checkpoint, verified_size, noticed_at_ms)
    values (${notice.node}, ${notice.generation}, ${notice.kind}, ${notice.reason}, ${notice.verifiedCheckpoint},
      ${notice.otherCheckpoint}, ${notice.verifiedSize}, ${notice.noticedAtMs})`;
}
