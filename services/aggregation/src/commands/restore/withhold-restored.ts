import { findRestore, resolveRestore } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { listWithheld, withholdAllNodes } from '../../store/withheld.ts';

/**
 * Withholds what may have been withdrawn: every province after a restore from a backup, and those of which that was not replayed
 * before this process was stopped. Throws where the database is away; nothing may be shown then.
 */
export async function withholdRestored({ sql, withholding }: Pick<Context, 'sql' | 'withholding'>): Promise<void> {
  const restore = await findRestore(sql);
  if (restore) {
    await sql.begin(async (tx) => {
      await withholdAllNodes(tx, restore.restoredAt);
      await resolveRestore(tx);
    });
  }
  for (const node of await listWithheld(sql)) {
    withholding.withhold(
      node,
      '总局刚从备份恢复，该节点其后的撤下尚未重放 (withdrawals since the backup are being replayed)',
    );
  }
  withholding.releaseAll();
}
