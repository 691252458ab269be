import type { Executor } from '@necips/runtime';

/** What a block has added to a submission. */
export interface BlockProgress {
  accepted: number;
  unchanged: number;
  rejected: number;
  findings: number;
  withheld: number;
  held: number;
  late: number;
  firstSequence: number | null;
  lastSequence: number | null;
  /** First row behind the block; behind the last row the submission is completed. */
  nextRow: number;
  at: Date;
}

/** Adds a block to the counts of a submission and moves it on. */
export async function advanceSubmission(tx: Executor, id: string, block: BlockProgress): Promise<void> {
  await tx`
    update submission set next_row = ${block.nextRow},
      accepted = accepted + ${block.accepted}, unchanged = unchanged + ${block.unchanged},
      rejected = rejected + ${block.rejected}, findings = findings + ${block.findings},
      withheld = withheld + ${block.withheld}, held = held + ${block.held}, late = late + ${block.late},
      first_feed_sequence = coalesce(first_feed_sequence, ${block.firstSequence}),
      last_feed_sequence = coalesce(${block.lastSequence}, last_feed_sequence),
      state = case when ${block.nextRow} > rows + skipped then 'completed' else state end,
      completed_at = case when ${block.nextRow} > rows + skipped then ${block.at}::timestamptz end
    where id = ${id}`;
}

/** What undoing a block of versions has come to. */
export interface UndoProgress {
  withdrawn: number;
  restored: number;
  kept: number;
  /** Versions up to this feed sequence are undone. */
  undoneSequence: number;
  /** The state to end in, when all is undone. */
  endsIn: 'cancelled' | 'taken_back' | undefined;
  at: Date;
}

/** Adds a block of undone versions to the counts of a submission and moves it on. */
export async function advanceUndo(tx: Executor, id: string, block: UndoProgress): Promise<void> {
  await tx`
    update submission set undone_sequence = ${block.undoneSequence}, withdrawn = withdrawn + ${block.withdrawn},
      restored = restored + ${block.restored}, kept = kept + ${block.kept},
      state = coalesce(${block.endsIn ?? null}::text, state),
      completed_at = case when ${block.endsIn ?? null}::text is null then completed_at else coalesce(completed_at, ${block.at}) end
    where id = ${id}`;
}
