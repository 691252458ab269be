import type { Transaction } from '@necips/runtime';

/**
 * Has senders told that the enterprises of these records have moved on: of the newest version of each that is recorded here. They are
 * told once.
 */
export async function noteGivenBack(
  tx: Transaction,
  recordIds: readonly string[],
  { reason, explanation, at }: { reason: string; explanation: string; at: Date },
): Promise<void> {
  if (recordIds.length === 0) return;
  await tx`
    update transfer_in taken set state = 'given_back', reason = ${reason}, explanation = ${explanation}, state_at = ${at},
      answers_due = answers_due + 1
    where record_id = any (${[...recordIds]}::text[]) and state in ('recorded', 'published') and not taken_back
      and not exists (
        select from transfer_in newer
        where newer.from_node = taken.from_node and newer.record_key = taken.record_key and newer.version > taken.version
          and newer.state <> 'refused'
      )`;
}
