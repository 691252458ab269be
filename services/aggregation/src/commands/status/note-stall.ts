import type { Context } from '../../context.ts';
import type { Stall } from '../../domain/stall.ts';
import { updateStall } from '../../store/node-contact.ts';

/** Says in the roll-up status since when nothing of a province moves and why, or, undefined, that it does. */
export async function noteStall({ sql }: Pick<Context, 'sql'>, node: string, stall: Stall | undefined): Promise<void> {
  await updateStall(sql, node, stall);
}
