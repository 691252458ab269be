import type { Context } from '../../context.ts';
import { updateReceiptSent } from '../../store/node-contact.ts';

/** Notes that Kafka has acknowledged a receipt to a node. */
export async function recordReceipt({ sql, now }: Pick<Context, 'sql' | 'now'>, node: string): Promise<void> {
  await updateReceiptSent(sql, node, now());
}
