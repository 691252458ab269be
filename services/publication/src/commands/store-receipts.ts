import { equalBytes } from '@necips/tlog';
import type { Context } from '../context.ts';
import type { CentreReceipt } from '../domain/receipt.ts';
import { findSignedRoot } from '../queries/find-signed-root.ts';
import { deletePendingWithdrawals } from '../store/pending-withdrawal.ts';
import { noteVerifiedSize, upsertReceipt } from '../store/receipt.ts';

/**
 * Stores the newest of the receipts that Kafka handed over. A receipt whose root is not the one that was signed is kept as
 * what the centre says, and reported loudly: one of the two sides has another log.
 */
export async function storeReceipts(
  context: Pick<Context, 'sql' | 'node' | 'events'>,
  receipts: readonly CentreReceipt[],
): Promise<void> {
  const { sql, node, events } = context;
  const newest = receipts.reduce<CentreReceipt | undefined>(
    (latest, receipt) => (latest && latest.verifiedAtMs > receipt.verifiedAtMs ? latest : receipt),
    undefined,
  );
  if (!newest) return;
  const { generation, verifiedSize } = newest;
  const signedRoot = await findSignedRoot(sql, { node, generation, size: verifiedSize });
  const contradicts = signedRoot !== undefined && !equalBytes(signedRoot, newest.root);
  await sql.begin(async (tx) => {
    await upsertReceipt(tx, newest);
    if (contradicts) return;
    await noteVerifiedSize(tx, newest);
    await deletePendingWithdrawals(tx, generation, verifiedSize);
  });
  events.receiptStored(newest);
  if (contradicts) events.receiptContradicts(newest);
}
