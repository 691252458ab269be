import type { Executor, Transaction } from '@necips/runtime';
import type { CentreReceipt } from '../domain/receipt.ts';

/** The newest receipt for a generation; undefined before the first. */
export async function findReceipt(sql: Executor, generation: number): Promise<CentreReceipt | undefined> {
  const [row] = await sql<CentreReceipt[]>`
    select generation, verified_size as "verifiedSize", root, verified_at_ms as "verifiedAtMs",
      cosigned_checkpoint as "cosignedCheckpoint", received_at as "receivedAt"
    from receipt where generation = ${generation}`;
  return row;
}

/** Keeps a receipt unless one of a later verification is there: Kafka may hand old ones over again. */
export async function upsertReceipt(tx: Transaction, receipt: CentreReceipt): Promise<void> {
  const { generation, verifiedSize, root, verifiedAtMs, cosignedCheckpoint, receivedAt } = receipt;
  await tx`
    insert into receipt (generation, verified_size, root, verified_at_ms, cosigned_checkpoint, received_at)
    values (${generation}, ${verifiedSize}, ${Buffer.from(root)}, ${verifiedAtMs}, ${cosignedCheckpoint},
      ${receivedAt})
    on conflict (generation) do update set verified_size = excluded.verified_size, root = excluded.root,
      verified_at_ms = excluded.verified_at_ms, cosigned_checkpoint = excluded.cosigned_checkpoint, received_at = excluded.received_at
    where excluded.verified_at_ms >= receipt.verified_at_ms`;
}

/** Notes when the centre had verified so much; what was noted first stays. */
export async function noteVerifiedSize(tx: Transaction, receipt: CentreReceipt): Promise<void> {
  const { generation, verifiedSize, verifiedAtMs } = receipt;
  if (verifiedSize === 0) return;
  await tx`
    insert into verified_size (generation, size, verified_at_ms) values (${generation}, ${verifiedSize}, ${verifiedAtMs})
    on conflict do nothing`;
}
