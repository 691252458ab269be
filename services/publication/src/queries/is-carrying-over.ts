import type { Context } from '../context.ts';
import { findCarryOver } from '../store/carry-over.ts';

/** Whether a new generation of the log has yet to carry something over. */
export async function isCarryingOver({ sql }: Pick<Context, 'sql'>): Promise<boolean> {
  return (await findCarryOver(sql)) !== undefined;
}
