import type { Transaction } from '@necips/runtime';

/**
 * What else the withdrawal of records means, in its own transaction: the reports of differences no longer name them, and the files
 * that hold what is deleted now are due to be written anew.
 */
export async function forgetWithdrawn(
  tx: Transaction,
  node: string,
  withdrawn: readonly { recordId: string; subjectId: string }[],
): Promise<void> {
  if (withdrawn.length === 0) return;
  await Promise.all([
    noteErasureDue(tx, node),
    tx`
      update exchange.difference set record_id = null, subject_id = null
      where node = ${node} and (record_id = any(${withdrawn.map(({ recordId }) => recordId)}::text[])
        or subject_id = any(${withdrawn.map(({ subjectId }) => subjectId)}::text[]))`,
  ]);
}

/** Notes, in the transaction that deletes something of a province, that its files are due. What has been due for longer stays the first. */
export async function noteErasureDue(tx: Transaction, node: string): Promise<void> {
  await tx`
    insert into exchange.erasure_due as due (node, since) values (${node}, now())
    on conflict (node) do update set marks = due.marks + 1`;
}
