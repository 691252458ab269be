import { noteErasureDue } from '@necips/exchange';
import type { Context } from '../../context.ts';
import { deleteOldQuarantined } from '../../store/quarantine.ts';

/** Deletes what has been in quarantine for too long, and notes that the files are due to be rewritten. */
export async function expireQuarantine({ sql, limits }: Pick<Context, 'sql' | 'limits'>): Promise<void> {
  await sql.begin(async (tx) => {
    for (const node of await deleteOldQuarantined(tx, limits.quarantineKeepMs)) await noteErasureDue(tx, node);
  });
}
